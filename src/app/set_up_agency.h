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

// In place of what citizens knew. For system administrators. Errors: kForbidden; kInvalidFields.
[[nodiscard]] Result<Agency> change_agency(Ports& ports, const Operator& by, const NewAgency& request);

// All of the server, for who has to choose one; by their id.
[[nodiscard]] Result<std::vector<Agency>> list_agencies(Ports& ports);

// Whether no agency is there yet: the first start.
[[nodiscard]] Result<bool> is_empty(Ports& ports);

}  // namespace jianzai::app
