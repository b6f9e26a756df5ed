// A list (名册, 数据比对) that was handed in at the console: checked first, taken over in the background, and
// taken back as far as nobody has built upon it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "domain/ids.h"

namespace jianzai {

// All that follow are stored by name: never changed, only added to.
enum class ListKind {
  kRoster,     // 名册: people and their benefits
  kLifeSigns,  // 数据比对: that somebody lives, or may have lost the right
};
[[nodiscard]] std::string_view to_text(ListKind kind);  // `LIFE_SIGNS`
[[nodiscard]] std::optional<ListKind> list_kind_from(std::string_view text);

enum class ImportState {
  kChecking,  // waits for its check, or is being checked
  kUnmapped,  // a column that is needed was not found: somebody says which one it is
  kChecked,   // what it would do is known; nothing is done
  kRunning,   // waits to be taken over, or is
  kDone,
  kFailed,  // it cannot be read to its end
  kUndoing,
  kUndone,
  kDiscarded,  // it was never taken over
};
[[nodiscard]] std::string_view to_text(ImportState state);
[[nodiscard]] std::optional<ImportState> import_state_from(std::string_view text);

enum class ImportEvent { kMap, kMissColumns, kCheck, kStart, kFinish, kFail, kUndo, kFinishUndo, kDiscard };
// Nothing when the event may not happen in that state.
[[nodiscard]] std::optional<ImportState> next_state(ImportState state, ImportEvent event);
// A worker has something to do.
[[nodiscard]] bool is_at_work(ImportState state);

// What came of a list's rows so far.
struct ImportCounts {
  std::size_t rows = 0;
  std::size_t added = 0;  // people, or signs, that were not known
  std::size_t extended =
      0;  // known people with one benefit more, another region or employer, a later last pass
  std::size_t unchanged = 0;  // known as they are
  std::size_t strangers = 0;  // signs of who is not on the agency's list: left alone, a row error each
  std::size_t refused = 0;
  std::size_t proofs = 0;  // signs with which somebody had nothing more to prove
  std::size_t losses = 0;  // of added: somebody has to look into them

  [[nodiscard]] std::size_t changes() const { return added + extended; }
  ImportCounts& operator+=(const ImportCounts& other);
  bool operator==(const ImportCounts&) const = default;
};

// Why a row was left out. No personal data: a row error is found by its line.
struct RowFault {
  std::size_t line = 0;
  std::string field;  // `id_number`; empty: the whole row
  std::string code;   // `CHECKSUM`; of the row: NAME_ID_MISMATCH, OTHER_AGENCY
};

// Why nothing more could be read.
struct ImportFailure {
  std::string code;      // `QUOTE`
  std::size_t line = 0;  // 0: the file
};

// Which column of the file, from 0, is which field.
using ColumnMapping = std::map<std::string, std::size_t, std::less<>>;
[[nodiscard]] std::string to_text(const ColumnMapping& columns);  // `id_number=1 name=0`
[[nodiscard]] std::optional<ColumnMapping> column_mapping_from(std::string_view text);

struct ImportJob {
  ImportId id;
  AgencyId agency;
  ListKind kind = ListKind::kRoster;
  Secret<std::string> file_name;  // as the operator's computer calls it
  std::size_t bytes = 0;
  OperatorId made_by;
  Time made_at;
  ImportState state = ImportState::kChecking;
  Time state_since;
  std::vector<Secret<std::string>> headings = {};  // personal where a list has none
  // The first kSampleRows values of each column, masked; empty once it was started.
  std::vector<std::vector<Secret<std::string>>> samples = {};
  ColumnMapping columns = {};
  std::string encoding = {};
  ImportCounts counts = {};  // of the check; once it was started, of what was taken over
  int percent = 0;           // of the work that runs, or ran last
  std::size_t line = 0;      // up to which it was taken over; then, down to which it was taken back
  std::size_t taken_back = 0;
  std::optional<ImportFailure> failure = {};
  int tries = 0;  // claims since the last step
};

// So often workers begin with a list that brings them to no step: it may be what brings them down.
inline constexpr int kImportTriesMax = 5;

inline constexpr std::size_t kSampleRows = 3;

// Makes the event happen. False, and nothing is changed, when it may not.
[[nodiscard]] bool apply(ImportJob& job, ImportEvent event, Time now);

// What a row added, so that it can be taken back.
struct ImportChange {
  std::size_t line = 0;
  PersonId person;
  std::string category = {};   // of the benefit; empty: a sign
  bool is_new_person = false;  // who came with that benefit
  std::optional<LifeSignId> sign = {};
};

// Why what a list added is not taken back: somebody built upon it.
enum class KeptBecause {
  kProved,      // life was proved, or tried to be
  kEnrolled,    // a reference was made
  kRegistered,  // the person or a helper registered, agreed or asked for something
  kInProgress,  // the office worked on the task, or told the paying side
  kTold,        // a text message was sent
  kReported,    // another system reported something
  kExtended,    // has more benefits by now
  kLookedInto,  // a loss that somebody looked into
};
[[nodiscard]] std::string_view to_text(KeptBecause reason);
[[nodiscard]] std::optional<KeptBecause> kept_because_from(std::string_view text);

// What an operator uploaded is erased when it was taken over, failed or was discarded, and otherwise after
// this at the latest (retention.h):
inline constexpr std::chrono::days kListKept{7};
// From then on a list cannot be taken back, and its row errors are erased.
inline constexpr std::chrono::days kImportTracesKept{30};

}  // namespace jianzai
