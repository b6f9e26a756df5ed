#include "app/pass_person.h"

#include <algorithm>

#include "app/tasks.h"

namespace jianzai::app {
namespace {

// The proof may be older than the task, whose cycle it has ended all the same: a review took some days, or a
// paper came late.
Result<void> settle_earlier_cycles(Ports& ports, Transaction& transaction, const Person& person,
                                   TaskEvent event) {
  for (Task& task : TRY(transaction.tasks().unsettled(person.id))) {
    const auto plan = TRY(transaction.plans().find(task.plan));
    if (!plan || plan->dates) continue;
    const auto entitlement = std::ranges::find_if(
        person.entitlements, [&](const Entitlement& one) { return one.category.code == plan->category; });
    if (entitlement == person.entitlements.end()) continue;
    if (entitlement->cycle().opens_on > task.window.self_from)
      TRY(move_task(ports, transaction, std::move(task), event));
  }
  return {};
}

}  // namespace

Result<std::optional<Date>> pass_person(Ports& ports, Transaction& transaction, const PersonId& person,
                                        Date seen_on, TaskEvent event) {
  TRY(transaction.persons().set_passed(person, seen_on));
  TRY(move_tasks(ports, transaction, person, event, seen_on));
  const auto passed = TRY(transaction.persons().find(person));
  if (!passed) return fail(ErrorCode::kInternal, "nobody passed");
  TRY(settle_earlier_cycles(ports, transaction, *passed, event));
  std::optional<Date> next_due_on;
  for (const Entitlement& entitlement : passed->entitlements) {
    const Date due_on = entitlement.cycle().due_on;
    next_due_on = std::min(next_due_on.value_or(due_on), due_on);
  }
  return next_due_on;
}

Result<void> pass_person(Ports& ports, Transaction& transaction, Attempt& attempt, TaskEvent event) {
  attempt.next_due_on =
      TRY(pass_person(ports, transaction, attempt.person, china_date(attempt.opened_at), event));
  return {};
}

}  // namespace jianzai::app
