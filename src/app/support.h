// Where people get help (客服): from their agency, and from the employer for whom they worked.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

// What a person is shown: the employer's contacts, then the agency's.
[[nodiscard]] Result<std::vector<SupportContact>> support_for(Transaction& transaction, const Person& person);

// Of all three: who works for an employer keeps that one's contacts, whatever the code; who works for the
// agency its own, or with `employer_code` (CreditCode) those of one of its employers. Errors: kInvalidFields
// (employer_code CREDIT_CODE, UNKNOWN_EMPLOYER).
[[nodiscard]] Result<std::vector<SupportContact>> list_support(Ports& ports, const Operator& by,
                                                               std::string_view employer_code);

struct SupportChange {
  std::string employer_code = {};
  std::string kind = {};
  std::string value = {};
  std::string hours = {};
};
// One more, at the end; the same again changes nothing. Errors: kInvalidFields; kForbidden for who works for
// a region.
[[nodiscard]] Result<std::vector<SupportContact>> add_support(Ports& ports, const Operator& by,
                                                              const SupportChange& change);
// One less, whatever its hours. Errors: the same; kNotFound when there is no such one.
[[nodiscard]] Result<std::vector<SupportContact>> remove_support(Ports& ports, const Operator& by,
                                                                 const SupportChange& change);

}  // namespace jianzai::app
