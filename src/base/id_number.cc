#include "base/id_number.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace jianzai {

namespace {

constexpr int kEarliestBirthYear = 1850;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string plain(std::string_view text) {
  std::string result;
  for (const char c : to_half_width(text)) {
    if (c == ' ' || c == '-' || c == '\t') continue;
    result += c == 'x' ? 'X' : c;
  }
  return result;
}

Date birth_of(std::string_view number18) {
  const auto number = [&](std::size_t from, std::size_t length) {
    int value = 0;
    for (const char c : number18.substr(from, length)) value = value * 10 + (c - '0');
    return value;
  };
  return Date(std::chrono::year(number(6, 4)), std::chrono::month(static_cast<unsigned>(number(10, 2))),
              std::chrono::day(static_cast<unsigned>(number(12, 2))));
}

}  // namespace

char id_number_check_character(std::string_view digits17) {
  constexpr std::array weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * (digits17[i] - '0');
  return "10X98765432"[sum % 11];
}

std::string to_half_width(std::string_view utf8) {
  std::string result;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(utf8[at]); };
    if (i + 2 < utf8.size() && byte(i) == 0xE3 && byte(i + 1) == 0x80 && byte(i + 2) == 0x80) {  // U+3000
      result += ' ';
      i += 2;
    } else if (i + 2 < utf8.size() && byte(i) == 0xEF && (byte(i + 1) == 0xBC || byte(i + 1) == 0xBD)) {
      const unsigned code = 0xF000U | (byte(i + 1) & 0x3FU) << 6U | (byte(i + 2) & 0x3FU);
      if (code >= 0xFF01 && code <= 0xFF5E) {
        result += static_cast<char>(code - 0xFF01 + '!');
      } else {
        result.append(utf8.substr(i, 3));
      }
      i += 2;
    } else {
      result += utf8[i];
    }
  }
  return result;
}

tl::expected<IdNumber, IdNumberFault> IdNumber::parse(std::string_view text, Date today) {
  std::string number = plain(text);
  if (number.empty()) return tl::make_unexpected(IdNumberFault::kRequired);
  if (number.size() != 18 && number.size() != 15) return tl::make_unexpected(IdNumberFault::kLength);

  const bool old_form = number.size() == 15;
  const std::size_t digits = old_form ? 15 : 17;
  if (!std::all_of(number.begin(), number.begin() + static_cast<std::ptrdiff_t>(digits), is_digit) ||
      (!old_form && !is_digit(number[17]) && number[17] != 'X')) {
    return tl::make_unexpected(IdNumberFault::kCharacters);
  }
  if (old_form) {
    number.insert(6, "19");
    number += id_number_check_character(number);
  }
  const Date birth = birth_of(number);
  if (!birth.ok() || static_cast<int>(birth.year()) < kEarliestBirthYear || birth > today) {
    return tl::make_unexpected(IdNumberFault::kDate);
  }
  if (number[17] != id_number_check_character(std::string_view(number).substr(0, 17))) {
    return tl::make_unexpected(IdNumberFault::kChecksum);
  }
  return IdNumber(std::move(number));
}

Date IdNumber::birth() const { return birth_of(reveal()); }

Sex IdNumber::sex() const { return (reveal()[16] - '0') % 2 == 1 ? Sex::kMale : Sex::kFemale; }

std::string IdNumber::masked() const { return reveal().substr(0, 6) + "********" + reveal().substr(14); }

}  // namespace jianzai
