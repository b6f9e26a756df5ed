#include "app/roster/import_jobs.h"

#include <algorithm>

#include "app/audit.h"
#include "app/fields.h"
#include "app/retention.h"
#include "app/roster/life_signs.h"
#include "app/roster/list_cell.h"
#include "app/roster/roster.h"
#include "app/view_operator.h"
#include "app/write.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kRowsPerPage = 20;
constexpr std::size_t kFaultsShown = 20;
constexpr std::size_t kFileNameCharactersMax = 100;

// A later roster names people, too, whom it did not have to add: what an earlier one added is built upon.
bool is_followed(const ImportJob& job, std::span<const ImportJob> newest) {
  return std::ranges::any_of(newest, [&](const ImportJob& later) {
    return job.kind == ListKind::kRoster && later.kind == ListKind::kRoster &&
           later.id.text() > job.id.text() &&
           (later.state == ImportState::kRunning || later.state == ImportState::kDone);
  });
}

// The newest jobs of the agency, one page of them.
Result<std::vector<ImportJob>> newest_of(Transaction& transaction, const AgencyId& agency) {
  auto page = TRY(transaction.imports().page(agency, "", kRowsPerPage));
  return std::move(page.rows);
}

Result<bool> may_be_undone(Ports& ports, Transaction& transaction, const ImportJob& job,
                           std::span<const ImportJob> newest) {
  if (job.state != ImportState::kDone || job.counts.changes() == 0 || is_followed(job, newest)) return false;
  return ports.clock.now() < job.state_since + TRY(retention_of(ports, transaction, Kept::kListTraces));
}

Result<ImportView> row_of(Ports& ports, Transaction& transaction, ImportJob job,
                          std::span<const ImportJob> newest) {
  const auto who = TRY(transaction.operators().find(job.made_by));
  const bool undo = TRY(may_be_undone(ports, transaction, job, newest));
  // Where a list has none they are its first person.
  for (auto& heading : job.headings) heading = masked_cell(heading.reveal());
  return ImportView{
      .job = std::move(job), .made_by = who ? who->login : std::string(), .may_be_undone = undo};
}

Result<ImportView> view_of(Ports& ports, Transaction& transaction, ImportJob job) {
  const auto newest = TRY(newest_of(transaction, job.agency));
  auto view = TRY(row_of(ports, transaction, std::move(job), newest));
  view.faults = TRY(transaction.imports().faults(view.job.id, kFaultsShown));
  view.kept = TRY(transaction.imports().count_kept(view.job.id));
  return view;
}

// Errors: kForbidden.
Result<void> must_import(const Operator& by) {
  if (!is_at_desk(by)) return fail(ErrorCode::kForbidden, "clerks and reviewers only");
  return must_work_for_agency(by);
}

Result<ImportJob> own_import(Transaction& transaction, const Operator& by, const ImportId& id) {
  TRY(must_import(by));
  auto job = TRY(transaction.imports().find(id));
  if (!job || job->agency != by.agency) return fail(ErrorCode::kNotFound);
  return std::move(*job);
}

bool may_import(const Operator& one) { return is_at_desk(one) && one.scope().is_whole_agency(); }

// Handed in, and neither taken over nor discarded. Each holds its file.
constexpr std::ptrdiff_t kListsWaitingMax = 10;
Result<std::ptrdiff_t> count_waiting(Transaction& transaction, const AgencyId& agency) {
  const auto jobs = TRY(newest_of(transaction, agency));
  return std::ranges::count_if(jobs, [](const ImportJob& job) {
    return job.state == ImportState::kChecking || job.state == ImportState::kUnmapped ||
           job.state == ImportState::kChecked || job.state == ImportState::kRunning;
  });
}

// What an operator asks of a job. `is_so`: it was done before.
struct Step {
  ImportEvent event;
  bool is_so = false;
  std::optional<AuditAction> recorded = {};
};

// Inside the caller's transaction. Errors: kTaskRefused.
Result<ImportJob> take_step(Ports& ports, Transaction& transaction, const Operator& by, ImportJob job,
                            const Step& step) {
  if (step.is_so) return job;
  const auto before = job.state;
  if (!apply(job, step.event, ports.clock.now())) return fail(ErrorCode::kTaskRefused, "STATE");
  if (!TRY(transaction.imports().update(job, before))) return fail(ErrorCode::kTaskRefused, "STATE");
  if (step.recorded) TRY(record(ports, transaction, by, *step.recorded, job.id.text()));
  return job;
}

}  // namespace

std::span<const Heading> headings_of(ListKind kind) {
  return kind == ListKind::kRoster ? roster_headings() : life_sign_headings();
}

Result<ImportView> hand_in_list(Ports& ports, const Operator& by, const HandInList& request) {
  TRY(must_import(by));
  if (request.content.empty()) return fail(ErrorCode::kInvalidRequest, "the file is empty");
  if (request.content.size() > limits::kListBytesMax) return fail(ErrorCode::kBodyTooLarge);
  return write(ports.store, [&](Transaction& transaction) -> Result<ImportView> {
    auto& imports = transaction.imports();
    if (auto same = TRY(imports.find_by_request_key(by.agency, request.request_key))) {
      const bool is_same = same->kind == request.kind && TRY(imports.is_content(same->id, request.content));
      if (!is_same) return fail(ErrorCode::kIdempotencyConflict, "the key handed in another list");
      return view_of(ports, transaction, std::move(*same));
    }
    if (TRY(count_waiting(transaction, by.agency)) >= kListsWaitingMax) {
      return fail(Error{.code = ErrorCode::kTooManyTries,
                        .detail = "too many lists wait",
                        .retry_after = std::chrono::minutes(10)});
    }
    const Time now = ports.clock.now();
    ImportJob job{.id = ImportId::make(ports.clock, ports.random),
                  .agency = by.agency,
                  .kind = request.kind,
                  .file_name = Secret(beginning_of(request.file_name, kFileNameCharactersMax)),
                  .bytes = request.content.size(),
                  .made_by = by.id,
                  .made_at = now,
                  .state = ImportState::kChecking,
                  .state_since = now};
    TRY(imports.insert(job, request.content, request.request_key));
    return view_of(ports, transaction, std::move(job));
  });
}

Result<Page<ImportView>> list_imports(Ports& ports, const Operator& by, std::string_view cursor) {
  TRY(must_import(by));
  const auto transaction = TRY(ports.store.begin_read());
  auto jobs = TRY(transaction->imports().page(by.agency, cursor, kRowsPerPage));
  Page<ImportView> page{.rows = {}, .next = std::move(jobs.next)};
  const auto newest = TRY(newest_of(*transaction, by.agency));
  for (ImportJob& job : jobs.rows) {
    job.samples.clear();
    page.rows.push_back(TRY(row_of(ports, *transaction, std::move(job), newest)));
  }
  return page;
}

Result<ImportView> view_import(Ports& ports, const Operator& by, const ImportId& id) {
  const auto transaction = TRY(ports.store.begin_read());
  return view_of(ports, *transaction, TRY(own_import(*transaction, by, id)));
}

Result<ImportView> map_columns(Ports& ports, const Operator& by, const ImportId& id,
                               const std::map<std::string, std::string>& columns) {
  return write(ports.store, [&](Transaction& transaction) -> Result<ImportView> {
    auto job = TRY(own_import(transaction, by, id));
    FieldReader reader(china_date(ports.clock.now()));
    const auto headings = headings_of(job.kind);
    const int last = static_cast<int>(job.headings.size()) - 1;
    job.columns.clear();
    for (const auto& [field, text] : columns) {
      if (text.empty()) continue;
      if (std::ranges::find(headings, field, &Heading::field) == headings.end()) {
        reader.refuse(field, "VALUE");
      } else if (const auto column = reader.number(field, text, 0, last, 0)) {
        job.columns.emplace(field, static_cast<std::size_t>(*column));
      }
    }
    for (const Heading& heading : headings) {
      const auto typed = columns.find(std::string(heading.field));
      if (heading.is_required && (typed == columns.end() || typed->second.empty()))
        reader.refuse(heading.field, "REQUIRED");
    }
    if (reader.has_faults()) return reader.error();
    job = TRY(take_step(ports, transaction, by, std::move(job), {.event = ImportEvent::kMap}));
    TRY(transaction.imports().remember_columns(job));
    return view_of(ports, transaction, std::move(job));
  });
}

Result<ImportView> start_import(Ports& ports, const Operator& by, const ImportId& id) {
  return write(ports.store, [&](Transaction& transaction) -> Result<ImportView> {
    auto job = TRY(own_import(transaction, by, id));
    const bool is_so = job.state == ImportState::kRunning || job.state == ImportState::kDone;
    // What other systems are said to know proves life: nobody brings it in and lets it count alone.
    const bool is_own = job.kind == ListKind::kLifeSigns && job.made_by == by.id;
    if (!is_so && is_own && TRY(has_other(transaction, by, may_import))) return fail(ErrorCode::kSamePerson);
    if (!is_so) TRY(transaction.imports().erase_faults(id));
    job.samples.clear();
    const auto action =
        job.kind == ListKind::kRoster ? AuditAction::kImportRoster : AuditAction::kImportSigns;
    job = TRY(take_step(ports, transaction, by, std::move(job),
                        {.event = ImportEvent::kStart, .is_so = is_so, .recorded = action}));
    return view_of(ports, transaction, std::move(job));
  });
}

Result<ImportView> discard_import(Ports& ports, const Operator& by, const ImportId& id) {
  return write(ports.store, [&](Transaction& transaction) -> Result<ImportView> {
    auto job = TRY(own_import(transaction, by, id));
    const bool is_so = job.state == ImportState::kDiscarded;
    job.headings.clear();  // where a list has none they are its first person
    job.samples.clear();
    job = TRY(
        take_step(ports, transaction, by, std::move(job), {.event = ImportEvent::kDiscard, .is_so = is_so}));
    TRY(transaction.imports().erase_content(id));
    return view_of(ports, transaction, std::move(job));
  });
}

Result<ImportView> undo_import(Ports& ports, const Operator& by, const ImportId& id) {
  return write(ports.store, [&](Transaction& transaction) -> Result<ImportView> {
    auto job = TRY(own_import(transaction, by, id));
    const bool is_so = job.state == ImportState::kUndoing || job.state == ImportState::kUndone;
    const auto newest = TRY(newest_of(transaction, by.agency));
    if (!is_so && !TRY(may_be_undone(ports, transaction, job, newest)))
      return fail(ErrorCode::kTaskRefused, "STATE");
    job = TRY(take_step(ports, transaction, by, std::move(job),
                        {.event = ImportEvent::kUndo, .is_so = is_so, .recorded = AuditAction::kUndoImport}));
    return view_of(ports, transaction, std::move(job));
  });
}

}  // namespace jianzai::app
