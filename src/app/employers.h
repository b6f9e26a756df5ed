// The employers (用人单位) whose retired the agency pays.
#pragma once

#include "app/fields.h"
#include "app/view_persons.h"

namespace jianzai::app {

// The same again gives it as it is. `code`: CreditCode. Errors: kInvalidFields (code CREDIT_CODE; TAKEN when
// the agency has it under another name, which only a system administrator changes so); kForbidden for who
// works for a region.
[[nodiscard]] Result<Employer> add_employer(Ports& ports, const Operator& by, std::string_view code,
                                            std::string_view name);
// In the order in which they were added; with `query` those whose name or code holds it.
[[nodiscard]] Result<Page<Employer>> list_employers(Ports& ports, const Operator& by, std::string_view query,
                                                    std::string_view cursor);
// Whom a person worked for; nobody with an empty code. Errors: kNotFound; kInvalidFields (employer_code
// UNKNOWN_EMPLOYER).
[[nodiscard]] Result<PersonView> set_employer(Ports& ports, const Operator& by, const PersonId& person,
                                              std::string_view code);

// The agency's employer with the code, inside the caller's transaction; nothing without one. What is wrong
// with the code is noted as `employer_code`.
[[nodiscard]] Result<std::optional<EmployerId>> read_employer(Transaction& transaction, FieldReader& reader,
                                                              const AgencyId& agency, std::string_view code);

}  // namespace jianzai::app
