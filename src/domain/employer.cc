#include "domain/employer.h"

#include <array>

#include "base/id_number.h"

namespace jianzai {
namespace {

constexpr std::string_view kCharacters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::size_t kLength = 18;
constexpr std::array<int, kLength - 1> kWeights{1,  3,  9,  27, 19, 26, 16, 17, 20,
                                                29, 25, 13, 8,  24, 10, 30, 28};  // 3^i mod 31

}  // namespace

char credit_code_check_character(std::string_view characters17) {
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i)
    sum += kWeights[i] * static_cast<int>(kCharacters.find(characters17[i]));
  const int modulus = static_cast<int>(kCharacters.size());
  return kCharacters[static_cast<std::size_t>((modulus - sum % modulus) % modulus)];
}

std::optional<CreditCode> CreditCode::parse(std::string_view text) {
  std::string plain;
  for (const char character : to_half_width(text)) {
    if (character == ' ') continue;
    plain += character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A') : character;
  }
  if (plain.size() != kLength || plain.find_first_not_of(kCharacters) != std::string::npos)
    return std::nullopt;
  if (credit_code_check_character(std::string_view(plain).substr(0, kLength - 1)) != plain.back())
    return std::nullopt;
  return CreditCode(std::move(plain));
}

}  // namespace jianzai
