#pragma once

#include <string>
#include <string_view>

namespace jianzai {

// A field of a CSV (RFC 4180), always in quotes. What a spreadsheet would take for a formula gets an
// apostrophe in front (OWASP, CSV injection).
[[nodiscard]] inline std::string csv_field(std::string_view text) {
  std::string quoted = "\"";
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
    quoted += '\'';
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace jianzai
