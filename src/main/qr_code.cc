#include "main/qr_code.h"

#include <qrencode.h>

#include "base/handle.h"

namespace jianzai {

std::string qr_code(std::string_view text) {
  constexpr int kQuietZone = 2;
  constexpr std::string_view kBlackOnWhite = "\033[30;47m";
  constexpr std::string_view kPlain = "\033[0m";
  const Handle<QRcode, QRcode_free> code(
      QRcode_encodeString(std::string(text).c_str(), 0, QR_ECLEVEL_L, QR_MODE_8, 1));
  if (!code) return {};
  const int width = code->width;
  const auto is_dark = [&](int x, int y) {
    return x >= 0 && y >= 0 && x < width && y < width && (code->data[y * width + x] & 1) != 0;
  };
  std::string lines;
  for (int y = -kQuietZone; y < width + kQuietZone; y += 2) {
    lines += "  ";
    lines += kBlackOnWhite;
    for (int x = -kQuietZone; x < width + kQuietZone; ++x) {
      const bool upper = is_dark(x, y);
      const bool lower = is_dark(x, y + 1);
      lines += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
    }
    lines += kPlain;
    lines += '\n';
  }
  return lines;
}

}  // namespace jianzai
