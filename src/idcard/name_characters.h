// What names are commonly made of. Rarer names are read all the same, only without this help.
#pragma once

#include <span>
#include <string_view>

namespace jianzai::idcard {

// Surnames of one character, and the first characters of some of two: with them nine people of ten and more.
[[nodiscard]] std::span<const std::string_view> surnames();
// Of given names, one character each: commoner ones, and such as Tesseract's small model lacks.
[[nodiscard]] std::span<const std::string_view> given_characters();

}  // namespace jianzai::idcard
