#pragma once

#include "app/ports.h"

namespace jianzai::app {

struct NewAgency {
  std::string name;
  std::string address;
  std::string phone;
  std::string hours;
};

// For `jianzai agency add`. Errors: kInvalidFields when the name is missing.
[[nodiscard]] Result<Agency> add_agency(Ports& ports, const NewAgency& request);

struct NewOperator {
  AgencyId agency;
  std::string login;  // letters, digits, `.`, `-`, `_`; at most 50
  std::string name;
  OperatorRole role;
  Secret<std::string> password;
};

// For `jianzai operator add`. Errors: kInvalidFields; kNotFound for an unknown agency; kAccountExists when
// the login is taken.
[[nodiscard]] Result<Operator> add_operator(Ports& ports, const NewOperator& request);

// Whether no agency is there yet: the first start.
[[nodiscard]] Result<bool> is_empty(Ports& ports);

}  // namespace jianzai::app
