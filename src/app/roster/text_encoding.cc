#include "app/roster/text_encoding.h"

#include <iconv.h>

namespace jianzai::app {

std::string_view to_text(TextEncoding encoding) {
  return encoding == TextEncoding::kUtf8 ? "UTF-8" : "GB18030";
}

void EncodingDetector::add(std::string_view block) {
  for (const char c : block) {
    if (!is_utf8_) return;
    const auto byte = static_cast<unsigned char>(c);
    if (missing_ > 0) {
      is_utf8_ = (byte & 0xC0U) == 0x80U;
      character_ = character_ << 6U | (byte & 0x3FU);
      if (--missing_ == 0 && is_utf8_) {
        const bool is_surrogate = character_ >= 0xD800 && character_ <= 0xDFFF;
        is_utf8_ = character_ >= least_ && character_ <= 0x10FFFF && !is_surrogate;
      }
    } else if (byte >= 0xF0U && byte <= 0xF4U) {
      missing_ = 3;
      character_ = byte & 0x07U;
      least_ = 0x10000;
    } else if (byte >= 0xE0U && byte < 0xF0U) {
      missing_ = 2;
      character_ = byte & 0x0FU;
      least_ = 0x800;
    } else if (byte >= 0xC2U && byte < 0xE0U) {
      missing_ = 1;
      character_ = byte & 0x1FU;
      least_ = 0x80;
    } else {
      is_utf8_ = byte < 0x80U;
    }
  }
}

TextEncoding EncodingDetector::result() const {
  return is_utf8_ && missing_ == 0 ? TextEncoding::kUtf8 : TextEncoding::kGb18030;
}

Gb18030Decoder::Gb18030Decoder()
    : converter_(iconv_open("UTF-8", "GB18030"), [](void* converter) {
        if (converter != reinterpret_cast<void*>(-1)) iconv_close(converter);
      }) {}

Result<std::string> Gb18030Decoder::decode(std::string_view bytes) {
  const auto refuse = [] { return fail(ErrorCode::kInvalidRequest, "neither UTF-8 nor GB18030"); };
  if (converter_.get() == reinterpret_cast<void*>(-1)) return fail(ErrorCode::kInternal, "no GB18030 here");
  iconv(converter_.get(), nullptr, nullptr, nullptr, nullptr);
  std::string text(bytes.size() * 3 + 4, '\0');  // two bytes become three
  char* from = const_cast<char*>(bytes.data());
  std::size_t left = bytes.size();
  char* to = text.data();
  std::size_t room = text.size();
  if (iconv(converter_.get(), &from, &left, &to, &room) == static_cast<std::size_t>(-1) || left > 0)
    return refuse();
  text.resize(text.size() - room);
  return text;
}

}  // namespace jianzai::app
