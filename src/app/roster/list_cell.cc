#include "app/roster/list_cell.h"

#include <algorithm>

#include "app/roster/table_reader.h"
#include "base/id_number.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kCellCharactersMax = 40;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// Digits, with a space, a hyphen or a point between them, and the X of an ID number.
struct Number {
  std::string digits;
  std::size_t end = 0;
};

Number number_at(std::string_view text, std::size_t at) {
  Number number;
  while (at < text.size()) {
    const bool is_between = (text[at] == ' ' || text[at] == '-' || text[at] == '.') && at + 1 < text.size() &&
                            is_digit(text[at + 1]);
    if (is_digit(text[at])) {
      number.digits += text[at];
    } else if (!is_between) {
      break;
    }
    ++at;
  }
  const bool is_last = at + 1 >= text.size() || !is_letter(text[at + 1]);
  if (at < text.size() && (text[at] == 'X' || text[at] == 'x') && is_last) number.digits += text[at++];
  number.end = at;
  return number;
}

// A day, or nothing: 2026-01-31, 20260131.
std::string_view day_at(std::string_view text, std::size_t at) {
  const auto end = std::min(text.find_first_not_of("0123456789-/.", at), text.size());
  const auto word = text.substr(at, end - at);
  return read_day(word) ? word : std::string_view();
}

bool is_region(std::string_view digits) {
  return (digits.size() == 9 || digits.size() == 12) && digits.front() != '0' && is_digit(digits.back());
}

// As it is shown, where it has to be masked.
std::string masked(const std::string& digits) {
  const auto length = digits.size();
  if (length >= 15) return digits.substr(0, 6) + "********" + digits.substr(length - 4);
  if (length >= 9) return digits.substr(0, 3) + "****" + digits.substr(length - 4);
  return "****" + digits.substr(length - 4);
}

}  // namespace

std::string beginning_of(std::string_view text, std::size_t characters_max) {
  std::string beginning;
  std::size_t characters = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool begins_character = (byte & 0xC0U) != 0x80U;
    if (begins_character && ++characters > characters_max) break;
    if (byte >= 0x20 && byte != 0x7F) beginning += c;
  }
  return beginning;
}

Secret<std::string> masked_cell(std::string_view text) {
  const std::string plain = to_half_width(text);
  std::string shown;
  for (std::size_t at = 0; at < plain.size();) {
    if (!is_digit(plain[at])) {
      shown += plain[at++];
      continue;
    }
    if (const auto day = day_at(plain, at); !day.empty()) {
      shown += day;
      at += day.size();
      continue;
    }
    const auto number = number_at(plain, at);
    // A credit code goes on with letters; short numbers are nobody's.
    const bool is_phone = number.digits.size() == 11 && number.digits.front() == '1';
    const bool is_code =
        !is_phone && number.digits.size() < 15 && number.end < plain.size() && is_letter(plain[number.end]);
    const bool stays = number.digits.size() < 7 || is_code || is_region(number.digits);
    shown += stays ? plain.substr(at, number.end - at) : masked(number.digits);
    at = number.end;
  }
  return Secret(beginning_of(shown, kCellCharactersMax));
}

}  // namespace jianzai::app
