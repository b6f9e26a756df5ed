#pragma once

#include "app/view_persons.h"

namespace jianzai::app {

// Whether the person cannot act in front of a camera. Why is not asked: it would be health data that nothing
// here needs. Errors: kNotFound, also for another agency's person.
[[nodiscard]] Result<PersonView> set_looks_only(Ports& ports, const Operator& by, const PersonId& person,
                                                bool looks_only);

}  // namespace jianzai::app
