#include "domain/person_details.h"

#include <algorithm>

#include "base/id_number.h"
#include "base/limits.h"

namespace jianzai {

namespace {

// One code point and its length in bytes; length 0: broken.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;
};

CodePoint decode(std::string_view utf8) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(utf8[at]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80                    ? 1
                             : first >= 0xC2 && first < 0xE0 ? 2
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xF0 && first < 0xF5 ? 4
                                                             : 0;
  if (length == 0 || utf8.size() < length) return {};
  char32_t value = length == 1 ? first : first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    value = value << 6 | (byte(i) & 0x3FU);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
  return {value, length};
}

bool is_middle_dot(char32_t c) {
  return c == U'\u00B7' || c == U'\u2022' || c == U'\u2027' || c == U'\u30FB' || c == U'\uFF65' ||
         c == U'\u22C5';
}

std::string without_outer_spaces(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

}  // namespace

std::optional<std::size_t> count_characters(std::string_view utf8) {
  std::size_t count = 0;
  while (!utf8.empty()) {
    const CodePoint point = decode(utf8);
    if (point.length == 0) return std::nullopt;
    utf8.remove_prefix(point.length);
    ++count;
  }
  return count;
}

tl::expected<Secret<std::string>, TextFault> parse_name(std::string_view text) {
  const std::string plain = without_outer_spaces(to_half_width(text));
  if (plain.empty()) return tl::make_unexpected(TextFault::kRequired);
  std::string name;
  std::size_t characters = 0;
  for (std::string_view rest = plain; !rest.empty();) {
    const CodePoint point = decode(rest);
    if (point.length == 0 || point.value < 0x20 || point.value == 0x7F ||
        (point.value >= U'0' && point.value <= U'9') || point.value == U'<' || point.value == U'>') {
      return tl::make_unexpected(TextFault::kCharacters);
    }
    if (is_middle_dot(point.value)) {
      name += "·";
    } else if (point.value != U' ' || name.back() != ' ') {
      name.append(rest.substr(0, point.length));
    }
    rest.remove_prefix(point.length);
    if (++characters > limits::kNameCharactersMax) return tl::make_unexpected(TextFault::kTooLong);
  }
  return Secret(std::move(name));
}

tl::expected<Secret<std::string>, TextFault> parse_mobile(std::string_view text) {
  std::string digits;
  for (const char c : to_half_width(text)) {
    if (c == ' ' || c == '-') continue;
    digits += c;
  }
  if (digits.empty()) return tl::make_unexpected(TextFault::kRequired);
  if (digits.starts_with("+86")) digits.erase(0, 3);
  const bool numeric = std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!numeric || digits.size() != 11 || digits[0] != '1' || digits[1] < '3') {
    return tl::make_unexpected(TextFault::kCharacters);
  }
  return Secret(std::move(digits));
}

std::string masked_phone(const Secret<std::string>& phone) {
  const std::string& digits = phone.reveal();
  if (digits.size() < 8) return digits.empty() ? std::string() : "****";
  return digits.substr(0, 3) + "****" + digits.substr(7);
}

tl::expected<Secret<std::string>, TextFault> parse_password(std::string_view text) {
  if (text.empty()) return tl::make_unexpected(TextFault::kRequired);
  const auto characters = count_characters(text);
  if (!characters) return tl::make_unexpected(TextFault::kCharacters);
  if (*characters < limits::kPasswordCharactersMin) return tl::make_unexpected(TextFault::kTooShort);
  if (text.size() > limits::kPasswordBytesMax) return tl::make_unexpected(TextFault::kTooLong);
  return Secret(std::string(text));
}

int age_on(Date birth, Date day) {
  const auto years = static_cast<int>(day.year()) - static_cast<int>(birth.year());
  const bool is_before_birthday = std::pair(day.month(), day.day()) < std::pair(birth.month(), birth.day());
  return is_before_birthday ? years - 1 : years;
}

}  // namespace jianzai
