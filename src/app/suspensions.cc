#include "app/suspensions.h"

#include <algorithm>
#include <functional>
#include <set>

#include "app/audit.h"
#include "app/fields.h"
#include "app/tasks.h"
#include "app/view_operator.h"
#include "app/view_persons.h"
#include "app/write.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kRowsPerPage = 50;

Result<TaskView> view_of(Ports& ports, Transaction& transaction, Task task) {
  const auto person = TRY(transaction.persons().find(task.person));
  if (!person) return fail(ErrorCode::kInternal, "a task of nobody");
  const auto plan = TRY(transaction.plans().find(task.plan));
  auto contacts = TRY(transaction.tasks().contacts(task.id));
  std::set<ContactChannel> channels;
  for (const auto& contact : contacts) channels.insert(contact.channel);
  const bool has_open_review = TRY(transaction.reviews().find_open(task.person)).has_value();
  const bool has_open_appeal = TRY(transaction.tickets().has_open(task.person, TicketKind::kAppeal));
  const bool has_open_visit = TRY(transaction.tickets().has_open(task.person, TicketKind::kVisit));
  const bool has_open_proof = TRY(transaction.assisted_proofs().has_open(task.person));
  auto bars = suspension_bars({.state = task.state,
                               .window = task.window,
                               .contact_channels = static_cast<int>(channels.size()),
                               .has_open_review = has_open_review,
                               .has_open_appeal = has_open_appeal,
                               .has_open_visit = has_open_visit,
                               .has_open_proof = has_open_proof,
                               .is_plan_closed = !plan || plan->state == PlanState::kClosed},
                              china_date(ports.clock.now()));
  return TaskView{.task = std::move(task),
                  .plan_name = plan ? plan->name : std::string(),
                  .person_name = person->name,
                  .phone = person->phone,
                  .contacts = std::move(contacts),
                  .bars = std::move(bars)};
}

Result<Task> own_task(Transaction& transaction, const Operator& by, const TaskId& id) {
  auto task = TRY(transaction.tasks().find(id));
  if (!task) return fail(ErrorCode::kNotFound);
  TRY(own_person(transaction, by, task->person));
  return std::move(*task);
}

tl::unexpected<Error> refused(const std::vector<SuspensionBar>& bars) {
  std::string text;
  for (const auto bar : bars) text += (text.empty() ? "" : ",") + std::string(to_text(bar));
  return fail(ErrorCode::kTaskRefused, text);
}

enum class Bars { kHold, kDoNotHold };

// One step of a task. `check`: what else stands against it.
Result<TaskView> move(Ports& ports, const Operator& by, const TaskId& id, TaskEvent event, AuditAction action,
                      Bars bars, const std::function<Result<void>(const Task&)>& check = {}) {
  return write(ports.store, [&](Transaction& transaction) -> Result<TaskView> {
    auto task = TRY(own_task(transaction, by, id));
    const TaskState before = task.state;
    const auto next = next_state(before, event);
    if (!next) {
      // It was done already, perhaps by this very request.
      const bool is_done = std::ranges::any_of(kTaskStates, [&](TaskState state) {
        return next_state(state, event) == before && state != before;
      });
      if (is_done) return view_of(ports, transaction, std::move(task));
      return refused({SuspensionBar::kState});
    }
    if (bars == Bars::kHold) {
      const auto view = TRY(view_of(ports, transaction, task));
      if (!view.bars.empty()) return refused(view.bars);
    }
    if (check) TRY(check(task));
    if (!apply(task, event, china_date(ports.clock.now()))) return refused({SuspensionBar::kState});
    if (event == TaskEvent::kProposeSuspension) task.proposed_by = by.id;
    TRY(store_task(ports, transaction, task, before));
    TRY(record(ports, transaction, by, action, id.text()));
    return view_of(ports, transaction, std::move(task));
  });
}

}  // namespace

Result<Page<TaskView>> list_tasks(Ports& ports, const Operator& by, TaskState state,
                                  const std::optional<PlanId>& plan, std::string_view cursor,
                                  std::string_view region) {
  FieldReader reader(china_date(ports.clock.now()));
  const Scope scope = TRY(narrowed(reader, by, region));
  const auto transaction = TRY(ports.store.begin_read());
  if (plan) {
    const auto found = TRY(transaction->plans().find(*plan));
    if (!found || found->agency != by.agency) return fail(ErrorCode::kNotFound);
  }
  auto tasks = TRY(transaction->tasks().page(scope, state, plan, OfPlans::kAll, cursor, kRowsPerPage));
  Page<TaskView> page{.rows = {}, .next = std::move(tasks.next)};
  for (Task& task : tasks.rows) page.rows.push_back(TRY(view_of(ports, *transaction, std::move(task))));
  return page;
}

Result<Page<TaskView>> list_tasks_of(Ports& ports, const Operator& by, const PersonId& person) {
  const auto transaction = TRY(ports.store.begin_read());
  TRY(own_person(*transaction, by, person));
  Page<TaskView> page;
  for (Task& task : TRY(transaction->tasks().of_person(person, kPersonTasksMax)))
    page.rows.push_back(TRY(view_of(ports, *transaction, std::move(task))));
  return page;
}

Result<TaskView> view_task(Ports& ports, const Operator& by, const TaskId& id) {
  const auto transaction = TRY(ports.store.begin_read());
  return view_of(ports, *transaction, TRY(own_task(*transaction, by, id)));
}

Result<TaskView> log_contact(Ports& ports, const Operator& by, const TaskId& id, const LogContact& request) {
  if (!is_at_desk(by) && request.channel != ContactChannel::kVisit)
    return fail(ErrorCode::kForbidden, "the agency's own channels");
  FieldReader reader(china_date(ports.clock.now()));
  const auto note =
      reader.text("note", request.note, limits::kNoteCharactersMax, FieldReader::Need::kOptional);
  if (reader.has_faults()) return reader.error();
  return write(ports.store, [&](Transaction& transaction) -> Result<TaskView> {
    auto task = TRY(own_task(transaction, by, id));
    if (is_settled(task.state)) return refused({SuspensionBar::kState});
    TRY(transaction.tasks().insert_contact(id, {.channel = request.channel,
                                                .made_at = ports.clock.now(),
                                                .by = by.id,
                                                .result = request.result,
                                                .note = Secret(*note)}));
    TRY(record(ports, transaction, by, AuditAction::kLogContact, id.text()));
    return view_of(ports, transaction, std::move(task));
  });
}

Result<TaskView> propose_suspension(Ports& ports, const Operator& by, const TaskId& id) {
  return move(ports, by, id, TaskEvent::kProposeSuspension, AuditAction::kProposeSuspension, Bars::kHold);
}

Result<TaskView> drop_suspension(Ports& ports, const Operator& by, const TaskId& id) {
  return move(ports, by, id, TaskEvent::kDropProposal, AuditAction::kDropSuspension, Bars::kDoNotHold);
}

Result<TaskView> approve_suspension(Ports& ports, const Operator& by, const TaskId& id) {
  TRY(must_be_reviewer(by));
  return move(ports, by, id, TaskEvent::kApproveSuspension, AuditAction::kApproveSuspension, Bars::kHold,
              [&](const Task& task) -> Result<void> {
                if (task.proposed_by == by.id) return fail(ErrorCode::kSamePerson);
                return {};
              });
}

}  // namespace jianzai::app
