#include "app/roster/run_import_jobs.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "app/roster/import_jobs.h"
#include "app/roster/life_signs.h"
#include "app/roster/list_cell.h"
#include "app/roster/roster.h"
#include "app/terminations.h"
#include "app/write.h"
#include "base/limits.h"
#include "base/log.h"
#include "sheet/xlsx.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kHeadingsMax = 100;
constexpr std::size_t kChangesPerBatch = 200;

// ---------------------------------------------------------------------------------------------------- back

// Why a sign is not taken back. A proof on its day or later may rest upon it.
std::optional<KeptBecause> kept_because(const LifeSign& sign, const Person& person) {
  if (sign.checked_by) return KeptBecause::kLookedInto;
  const bool may_have_proved =
      !is_loss(sign.kind) && std::ranges::any_of(person.entitlements, [&](auto& one) {
        return one.last_passed_on && !one.is_pass_listed && *one.last_passed_on >= sign.on;
      });
  return may_have_proved ? std::optional(KeptBecause::kProved) : std::nullopt;
}

Result<std::optional<KeptBecause>> take_back_sign(Ports& ports, Transaction& transaction,
                                                  const LifeSignId& id) {
  const auto sign = TRY(transaction.life_signs().find(id));
  const auto person = sign ? TRY(transaction.persons().find(sign->person)) : std::nullopt;
  if (!person) return std::nullopt;
  if (const auto reason = kept_because(*sign, *person)) return reason;
  TRY(transaction.life_signs().erase(id));
  // A reported loss had kept other signs from counting.
  if (is_loss(sign->kind)) TRY(pass_by_signs(ports, transaction, *person));
  return std::nullopt;
}

Result<std::optional<KeptBecause>> take_back_person(Transaction& transaction, const PersonId& id) {
  // Also who is gone by a merge: what the list gave them is somebody's.
  if (const auto reason = TRY(transaction.persons().kept_because(id))) return reason;
  const auto person = TRY(transaction.persons().find(id));
  if (!person) return std::nullopt;
  if (TRY(transaction.accounts().find_by_id_number(person->id_number))) return KeptBecause::kRegistered;
  TRY(transaction.persons().erase(id));
  return std::nullopt;
}

// Why it stays; nothing: it is gone.
Result<std::optional<KeptBecause>> take_back(Ports& ports, Transaction& transaction,
                                             const ImportChange& change) {
  if (change.sign) return take_back_sign(ports, transaction, *change.sign);
  if (change.is_new_person) return take_back_person(transaction, change.person);
  if (const auto reason = TRY(transaction.persons().kept_because(change.person, change.category)))
    return reason;
  TRY(transaction.persons().erase_entitlement(change.person, change.category));
  // A loss that waited for this benefit's end waits no more.
  const auto person = TRY(transaction.persons().find(change.person));
  if (person) TRY(settle_losses(ports, transaction, *person, Ended::kBefore));
  return std::nullopt;
}

// ---------------------------------------------------------------------------------------------------- work

ImportFailure failure_of(const Error& error) {
  ImportFailure failure{.code = "UNREADABLE", .line = 0};
  if (error.fields.empty()) return failure;
  const auto& [line, code] = error.fields.front();
  failure.code = code;
  std::from_chars(line.data(), line.data() + line.size(), failure.line);
  return failure;
}

// What no other try would mend.
bool is_final(ErrorCode code) {
  return code == ErrorCode::kInvalidRequest || code == ErrorCode::kNotFound || code == ErrorCode::kCrypto;
}

// The first values of each column, of the reader's next rows.
Result<std::vector<std::vector<Secret<std::string>>>> samples_of(CsvReader& reader, std::size_t columns) {
  std::vector<std::vector<Secret<std::string>>> samples(columns);
  for (std::size_t row = 0; row < kSampleRows; ++row) {
    const auto record = TRY(reader.next());
    if (!record) break;
    for (std::size_t column = 0; column < columns; ++column) {
      const bool is_there = column < record->fields.size();
      samples[column].push_back(is_there ? masked_cell(record->fields[column]) : Secret<std::string>());
    }
  }
  return samples;
}

// One worker's turn at one list.
class Turn {
 public:
  Turn(Ports& ports, ImportJob job, std::string claim, const std::function<bool()>& goes_on)
      : ports_(ports), job_(std::move(job)), claim_(std::move(claim)), goes_on_(goes_on) {}

  Result<void> run() {
    const Result<void> done =
        has_brought_others_down() ? fail(ErrorCode::kInvalidRequest, "given up") : work();
    if (done || has_left_) return release();
    if (!is_final(done.error().code)) return done;
    job_.failure = has_brought_others_down() ? ImportFailure{.code = "GIVEN_UP"} : failure_of(done.error());
    log::info("import_failed", {{"import", job_.id.text()}, {"code", job_.failure->code}});
    const auto failed = finish(ImportEvent::kFail);
    return has_left_ ? release() : failed;
  }

 private:
  // What is taken back is only in the database: that goes on.
  [[nodiscard]] bool has_brought_others_down() const {
    return job_.tries > kImportTriesMax && job_.state != ImportState::kUndoing;
  }

  Result<void> work() {
    switch (job_.state) {
      case ImportState::kChecking:
        return check();
      case ImportState::kRunning:
        TRY(read_list(false));
        return finish(ImportEvent::kFinish);
      default:
        TRY(undo());
        return finish(ImportEvent::kFinishUndo);
    }
  }

  Result<void> check() {
    auto next = job_;
    std::istringstream csv(TRY(text()));
    CsvReader reader(csv);
    auto headings = TRY(read_headings(reader));
    headings.resize(std::min(headings.size(), kHeadingsMax));
    next.headings.clear();
    for (const auto& heading : headings) next.headings.emplace_back(heading);
    next.samples = TRY(samples_of(reader, headings.size()));
    if (next.columns.empty()) {
      const auto remembered = TRY(TRY(ports_.store.begin_read())->imports().columns_for(next));
      next.columns = remembered ? *remembered : columns_of(headings_of(next.kind), headings);
    }
    next.counts = {};
    next.encoding = to_text(reader.encoding());
    TRY(write(ports_.store, [&](Transaction& transaction) -> Result<void> {
      TRY(transaction.imports().erase_faults(next.id));
      return advance(transaction, next, job_.state);
    }));
    job_ = next;
    if (missing_column(headings_of(job_.kind), job_.columns) != nullptr)
      return finish(ImportEvent::kMissColumns);
    TRY(read_list(true));
    return finish(ImportEvent::kCheck);
  }

  Result<void> read_list(bool is_preview) {
    std::istringstream csv(TRY(text()));
    std::optional<ImportJob> next;  // once the batch is committed
    const ListImport request{
        .agency = job_.agency,
        .is_preview = is_preview,
        .on_progress =
            [&](const ImportReport&, double) {
              if (next) job_ = *next;
            },
        .columns = job_.columns,
        .after_line = is_preview ? 0 : job_.line,
        .on_batch = [&](Transaction& transaction, const Batch& batch, double progress) -> Result<void> {
          next = job_;
          next->counts += batch.counted;
          next->percent = std::min(99, static_cast<int>(100 * progress));
          TRY(transaction.imports().insert_faults(job_.id, batch.faults));
          if (!is_preview) {
            next->line = batch.line;
            TRY(transaction.imports().insert_changes(job_.id, batch.changes));
          }
          return advance(transaction, *next, job_.state);
        }};
    const auto take_over = job_.kind == ListKind::kRoster ? import_roster : import_life_signs;
    TRY(take_over(ports_, csv, request));
    return {};
  }

  Result<void> undo() {
    const auto lines = static_cast<double>(job_.counts.rows + 1);
    for (bool is_done = false; !is_done;) {
      job_ = TRY(write(ports_.store, [&](Transaction& transaction) -> Result<ImportJob> {
        auto next = job_;
        const auto changes = TRY(transaction.imports().changes_before(job_.id, job_.line, kChangesPerBatch));
        for (const ImportChange& change : changes) {
          next.line = change.line;
          if (const auto reason = TRY(take_back(ports_, transaction, change))) {
            TRY(transaction.imports().keep_change(job_.id, change.line, *reason));
          } else {
            TRY(transaction.imports().erase_change(job_.id, change.line));
            ++next.taken_back;
          }
        }
        is_done = changes.size() < kChangesPerBatch;
        next.percent =
            std::clamp(static_cast<int>(100 - 100 * static_cast<double>(next.line) / lines), 0, 99);
        TRY(advance(transaction, next, job_.state));
        return next;
      }));
    }
    return {};
  }

  // As CSV, also where it is a workbook.
  Result<std::string> text() {
    const auto content = TRY(TRY(ports_.store.begin_read())->imports().content(job_.id));
    if (content.reveal().empty()) return fail(ErrorCode::kNotFound, "what was uploaded is erased");
    if (!sheet::is_workbook(as_bytes(content.reveal()))) return content.reveal();
    return sheet::csv_of_workbook(as_bytes(content.reveal()), limits::kListTextBytesMax);
  }

  Result<void> finish(ImportEvent event) {
    return write(ports_.store, [&](Transaction& transaction) -> Result<void> {
      auto next = job_;
      const auto before = next.state;
      if (!apply(next, event, ports_.clock.now())) return fail(ErrorCode::kInternal, "no such step");
      if (event == ImportEvent::kFinish || event == ImportEvent::kFail) {
        TRY(transaction.imports().erase_content(job_.id));
        next.headings.clear();  // where a list has none they are its first person
        next.samples.clear();
      }
      return advance(transaction, next, before);
    });
  }

  // Inside the caller's transaction, which fails when the list is another's by now or there is no time.
  Result<void> advance(Transaction& transaction, const ImportJob& next, ImportState expected) {
    has_left_ = !goes_on_() || !TRY(transaction.imports().advance(next, expected, claim_,
                                                                  ports_.clock.now() + kImportClaim));
    if (has_left_) return fail(ErrorCode::kUnavailable, "left to another worker");
    return {};
  }

  Result<void> release() {
    return write(ports_.store, [&](Transaction& transaction) -> Result<void> {
      return transaction.imports().release(job_.id, claim_);
    });
  }

  Ports& ports_;
  ImportJob job_;
  std::string claim_;
  const std::function<bool()>& goes_on_;
  bool has_left_ = false;
};

}  // namespace

Result<int> run_import_jobs(Ports& ports, const std::function<bool()>& goes_on) {
  for (int worked_on = 0;; ++worked_on) {
    if (!goes_on()) return worked_on;
    const Time now = ports.clock.now();
    const auto claim = make_sortable_id(now, ports.random);
    auto job = TRY(write(ports.store, [&](Transaction& transaction) {
      return transaction.imports().claim(claim, now, now + kImportClaim);
    }));
    if (!job) return worked_on;
    TRY(Turn(ports, std::move(*job), claim, goes_on).run());
  }
}

}  // namespace jianzai::app
