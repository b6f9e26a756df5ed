#pragma once

#include "app/ports.h"

namespace jianzai::app {

// Where an operator works. Errors: kInternal when the agency is gone.
[[nodiscard]] Result<Agency> agency_of(Ports& ports, const Operator& person);

// Errors: kForbidden for who is no reviewer.
[[nodiscard]] Result<void> must_be_reviewer(const Operator& by);

// Benefit categories and their due rules, by code.
[[nodiscard]] Result<std::vector<Category>> all_categories(Ports& ports);

}  // namespace jianzai::app
