// What an operator does at the word of a person who stands there with the ID card, and cannot do it on a
// phone: each is recorded.
#pragma once

#include "app/view_persons.h"

namespace jianzai::app {

// Closes the account with the person's number, which somebody else may have made, and tells both phones. It
// may be registered anew. Nothing when there is none. Errors: kNotFound.
[[nodiscard]] Result<PersonView> close_account_of(Ports& ports, const Operator& by, const PersonId& person);

// As if the person had refused this helper, or taken that back (relatives.h). Errors: kNotFound.
[[nodiscard]] Result<void> refuse_helper_of(Ports& ports, const Operator& by, const PersonId& person,
                                            const RelativeId& helper);
[[nodiscard]] Result<void> allow_helper_of(Ports& ports, const Operator& by, const PersonId& person,
                                           const RelativeId& helper);

}  // namespace jianzai::app
