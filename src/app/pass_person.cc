#include "app/pass_person.h"

namespace jianzai::app {

Result<void> pass_person(Transaction& transaction, Attempt& attempt) {
  TRY(transaction.persons().set_passed(attempt.person, china_date(attempt.opened_at)));
  const auto person = TRY(transaction.persons().find(attempt.person));
  if (!person) return fail(ErrorCode::kInternal, "an attempt of nobody");
  attempt.next_due_on.reset();
  for (const Entitlement& entitlement : person->entitlements) {
    const Date due_on = entitlement.cycle().due_on;
    if (!attempt.next_due_on || due_on < *attempt.next_due_on) attempt.next_due_on = due_on;
  }
  return {};
}

}  // namespace jianzai::app
