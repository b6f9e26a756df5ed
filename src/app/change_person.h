// What the agency learns about somebody whom it knows already.
#pragma once

#include "app/roster/life_signs.h"
#include "app/view_persons.h"

namespace jianzai::app {

// As it was typed; what is empty stays as it is.
struct ChangePerson {
  PersonId person;
  std::string name = {};
  std::string phone = {};
  std::string region = {};
};
// The ID number stays: with another one it is another person. Errors: kNotFound; kInvalidFields (region
// OUTSIDE of the operator's scope).
[[nodiscard]] Result<PersonView> change_person(Ports& ports, const Operator& by, const ChangePerson& request);

// One benefit more; the same again changes nothing. Errors: kNotFound; kInvalidFields (category_code
// UNKNOWN_CATEGORY; started_on).
[[nodiscard]] Result<PersonView> add_entitlement(Ports& ports, const Operator& by, const PersonId& person,
                                                 std::string_view category_code, std::string_view started_on);

// Death, or another loss of the right, as somebody told the operator. Nothing stops by it: it is looked into
// like those of other systems. The same again gives the one that is there. Errors: kNotFound; kInvalidFields
// (kind, happened_on, source).
struct ReportLoss {
  PersonId person;
  std::string kind;
  std::string happened_on;
  std::string source;  // who said so: 家属来电
};
[[nodiscard]] Result<LossView> report_loss(Ports& ports, const Operator& by, const ReportLoss& request);

}  // namespace jianzai::app
