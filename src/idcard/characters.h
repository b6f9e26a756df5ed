#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jianzai::idcard {

// Of UTF-8; a byte that belongs to none is one of its own.
[[nodiscard]] std::vector<std::string> characters_of(std::string_view utf8);
// A CJK ideograph of three bytes (U+3400-U+9FFF).
[[nodiscard]] bool is_ideograph(std::string_view character);

}  // namespace jianzai::idcard
