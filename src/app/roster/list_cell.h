// Cells of a list as the console shows them before the list is taken over.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"

namespace jianzai::app {

// The beginning of a text, without control characters.
[[nodiscard]] std::string beginning_of(std::string_view text, std::size_t characters_max);

// The beginning of a cell. Whatever has the shape of an ID number, a phone or an account keeps its first and
// last digits, also a mistyped one: which column it is shows, whose it is does not. Names, days and the 6, 9
// or 12 digits of a region stay as they are.
[[nodiscard]] Secret<std::string> masked_cell(std::string_view text);

}  // namespace jianzai::app
