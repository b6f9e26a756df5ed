#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace jianzai {

// A field of a CSV (RFC 4180), always in quotes. What a spreadsheet would take for a formula gets an
// apostrophe in front (OWASP, CSV injection), also where the sign is a wide one.
[[nodiscard]] inline std::string csv_field(std::string_view text) {
  std::string quoted = "\"";
  constexpr std::array<std::string_view, 10> kBegins{"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
  const auto begins = [&](std::string_view sign) { return text.starts_with(sign); };
  if (std::ranges::any_of(kBegins, begins)) quoted += '\'';
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace jianzai
