#pragma once

#include <string>
#include <string_view>

namespace jianzai {

// A QR code of the text for a terminal: two modules a character, dark on light whatever the terminal's
// colours. Empty when the text does not fit.
[[nodiscard]] std::string qr_code(std::string_view text);

}  // namespace jianzai
