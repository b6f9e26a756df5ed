#include "base/id.h"

#include <array>

namespace jianzai {

namespace {
constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kLength = 26;

// Of which the first six bytes are overwritten by the time.
std::string id_of(Time at, std::array<std::uint8_t, 16> bytes) {
  const auto ms = static_cast<std::uint64_t>(to_unix_ms(at));
  for (int i = 0; i < 6; ++i)
    bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  // 128 bits in 26 digits of 5 bits: the first digit holds 3.
  std::string text(kLength, '0');
  for (std::size_t digit = 0; digit < kLength; ++digit) {
    unsigned value = 0;
    for (std::size_t bit = 0; bit < 5; ++bit) {
      const std::size_t position = digit * 5 + bit;  // counted in 130 bits, two leading zeros
      value <<= 1;
      if (position >= 2) value |= (bytes[(position - 2) / 8] >> (7 - (position - 2) % 8)) & 1U;
    }
    text[digit] = kAlphabet[value];
  }
  return text;
}

}  // namespace

std::string make_sortable_id(Time at, Random& random) {
  std::array<std::uint8_t, 16> bytes{};
  random.fill(bytes);
  return id_of(at, bytes);
}

std::string first_sortable_id(Time at) { return id_of(at, {}); }

bool is_sortable_id(std::string_view text) {
  return text.size() == kLength && text.find_first_not_of(kAlphabet) == std::string_view::npos;
}

}  // namespace jianzai
