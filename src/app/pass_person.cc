#include "app/pass_person.h"

#include <algorithm>

#include "app/tasks.h"

namespace jianzai::app {

Result<std::optional<Date>> pass_person(Ports& ports, Transaction& transaction, const PersonId& person,
                                        Date seen_on, TaskEvent event) {
  TRY(transaction.persons().set_passed(person, seen_on));
  TRY(move_tasks(ports, transaction, person, event, seen_on));
  const auto passed = TRY(transaction.persons().find(person));
  if (!passed) return fail(ErrorCode::kInternal, "nobody passed");
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
