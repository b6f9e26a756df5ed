#include "idcard/characters.h"

namespace jianzai::idcard {

std::vector<std::string> characters_of(std::string_view utf8) {
  std::vector<std::string> characters;
  for (const char byte : utf8) {
    const bool continues = (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
    if (!continues || characters.empty()) characters.emplace_back();
    characters.back() += byte;
  }
  return characters;
}

bool is_ideograph(std::string_view character) {
  // As bytes, UTF-8 sorts like its code points.
  return character.size() == 3 && character >= "\u3400" && character <= "\u9fff";
}

}  // namespace jianzai::idcard
