// Chinese offices write their lists in UTF-8 or, from Excel, in GB18030 (GBK, GB2312).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace jianzai::app {

enum class TextEncoding { kUtf8, kGb18030 };
[[nodiscard]] std::string_view to_text(TextEncoding encoding);  // `GB18030`

// Looks at a whole file, block by block: valid UTF-8 is UTF-8, all else GB18030. A list of many characters
// that is both does not occur; of a few it may, and then it is read as UTF-8.
class EncodingDetector {
 public:
  void add(std::string_view block);
  [[nodiscard]] TextEncoding result() const;

 private:
  bool is_utf8_ = true;
  int missing_ = 0;  // continuation bytes of the character that runs
  std::uint32_t character_ = 0;
  std::uint32_t least_ = 0;  // a character of this length is at least that
};

// Makes UTF-8 of GB18030, four-byte characters too.
class Gb18030Decoder {
 public:
  Gb18030Decoder();
  // Errors: kInvalidRequest for bytes that are no GB18030.
  [[nodiscard]] Result<std::string> decode(std::string_view bytes);

 private:
  std::shared_ptr<void> converter_;
};

}  // namespace jianzai::app
