// The commonest surnames: with them nine people of ten and more.
#pragma once

#include <span>
#include <string_view>

namespace jianzai::idcard {

// Of one character each.
[[nodiscard]] std::span<const std::string_view> surnames();
[[nodiscard]] bool is_surname(std::string_view character);

}  // namespace jianzai::idcard
