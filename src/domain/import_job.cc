#include "domain/import_job.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/names.h"

namespace jianzai {
namespace {

constexpr Names<ListKind, 2> kKinds{{
    {ListKind::kRoster, "ROSTER"},
    {ListKind::kLifeSigns, "LIFE_SIGNS"},
}};
constexpr Names<ImportState, 9> kStates{{
    {ImportState::kChecking, "CHECKING"},
    {ImportState::kUnmapped, "UNMAPPED"},
    {ImportState::kChecked, "CHECKED"},
    {ImportState::kRunning, "RUNNING"},
    {ImportState::kDone, "DONE"},
    {ImportState::kFailed, "FAILED"},
    {ImportState::kUndoing, "UNDOING"},
    {ImportState::kUndone, "UNDONE"},
    {ImportState::kDiscarded, "DISCARDED"},
}};
constexpr Names<KeptBecause, 8> kReasons{{
    {KeptBecause::kProved, "PROVED"},
    {KeptBecause::kEnrolled, "ENROLLED"},
    {KeptBecause::kRegistered, "REGISTERED"},
    {KeptBecause::kInProgress, "IN_PROGRESS"},
    {KeptBecause::kTold, "TOLD"},
    {KeptBecause::kReported, "REPORTED"},
    {KeptBecause::kExtended, "EXTENDED"},
    {KeptBecause::kLookedInto, "LOOKED_INTO"},
}};

struct Transition {
  ImportState from;
  ImportEvent event;
  ImportState to;
};
constexpr std::array kTransitions{
    Transition{ImportState::kChecking, ImportEvent::kMissColumns, ImportState::kUnmapped},
    Transition{ImportState::kChecking, ImportEvent::kCheck, ImportState::kChecked},
    Transition{ImportState::kChecking, ImportEvent::kFail, ImportState::kFailed},
    Transition{ImportState::kChecking, ImportEvent::kDiscard, ImportState::kDiscarded},
    Transition{ImportState::kUnmapped, ImportEvent::kMap, ImportState::kChecking},
    Transition{ImportState::kUnmapped, ImportEvent::kDiscard, ImportState::kDiscarded},
    Transition{ImportState::kChecked, ImportEvent::kMap, ImportState::kChecking},
    Transition{ImportState::kChecked, ImportEvent::kStart, ImportState::kRunning},
    Transition{ImportState::kChecked, ImportEvent::kDiscard, ImportState::kDiscarded},
    Transition{ImportState::kRunning, ImportEvent::kFinish, ImportState::kDone},
    Transition{ImportState::kRunning, ImportEvent::kFail, ImportState::kFailed},
    Transition{ImportState::kDone, ImportEvent::kUndo, ImportState::kUndoing},
    Transition{ImportState::kUndoing, ImportEvent::kFinishUndo, ImportState::kUndone},
};

}  // namespace

std::string_view to_text(ListKind kind) { return name_of(kKinds, kind); }
std::optional<ListKind> list_kind_from(std::string_view text) { return value_of(kKinds, text); }
std::string_view to_text(ImportState state) { return name_of(kStates, state); }
std::optional<ImportState> import_state_from(std::string_view text) { return value_of(kStates, text); }
std::string_view to_text(KeptBecause reason) { return name_of(kReasons, reason); }
std::optional<KeptBecause> kept_because_from(std::string_view text) { return value_of(kReasons, text); }

std::optional<ImportState> next_state(ImportState state, ImportEvent event) {
  for (const Transition& one : kTransitions) {
    if (one.from == state && one.event == event) return one.to;
  }
  return std::nullopt;
}

bool is_at_work(ImportState state) {
  return state == ImportState::kChecking || state == ImportState::kRunning || state == ImportState::kUndoing;
}

ImportCounts& ImportCounts::operator+=(const ImportCounts& other) {
  rows += other.rows;
  added += other.added;
  extended += other.extended;
  unchanged += other.unchanged;
  strangers += other.strangers;
  refused += other.refused;
  proofs += other.proofs;
  losses += other.losses;
  return *this;
}

std::string to_text(const ColumnMapping& columns) {
  std::string text;
  for (const auto& [field, column] : columns)
    text += (text.empty() ? "" : " ") + field + "=" + std::to_string(column);
  return text;
}

std::optional<ColumnMapping> column_mapping_from(std::string_view text) {
  ColumnMapping columns;
  while (!text.empty()) {
    const auto pair = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    const auto equals = pair.find('=');
    std::size_t column = 0;
    if (equals == std::string_view::npos) return std::nullopt;
    const auto [end, error] = std::from_chars(pair.data() + equals + 1, pair.data() + pair.size(), column);
    if (error != std::errc() || end != pair.data() + pair.size()) return std::nullopt;
    columns.emplace(pair.substr(0, equals), column);
  }
  return columns;
}

bool apply(ImportJob& job, ImportEvent event, Time now) {
  const auto next = next_state(job.state, event);
  if (!next) return false;
  job.state = *next;
  job.state_since = now;
  if (event == ImportEvent::kStart) {
    job.counts = {};
    job.line = 0;
  } else if (event == ImportEvent::kUndo) {
    ++job.line;  // all that comes before
  }
  if (is_at_work(*next)) {
    job.percent = 0;
  } else if (event != ImportEvent::kFail) {
    job.percent = 100;
  }
  return true;
}

}  // namespace jianzai
