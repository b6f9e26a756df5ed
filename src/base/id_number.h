// The citizen identity number of GB 11643: 6 digits region, 8 birth, 3 sequence (odd = male), 1 check
// character.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "base/clock.h"
#include "base/secret.h"

namespace jianzai {

enum class Sex { kFemale, kMale };

// Why a text is no identity number. The names are the field codes of the API.
enum class IdNumberFault {
  kRequired,    // nothing was given
  kLength,      // neither 18 nor 15 characters
  kCharacters,  // something else than digits (X at the end is allowed)
  kDate,        // digits 7-14 are no day that was
  kChecksum,    // the last character does not fit the others: most often a digit is mistyped
};

// A valid identity number, always 18 characters with a capital X. Two spellings of one number are equal.
class IdNumber {
 public:
  // Understands spaces, hyphens, full-width digits, a small x and 15-digit numbers (issued until 1999, made
  // 18 long). The birth date must lie between 1850 and `today`. Unknown and retired region codes are
  // accepted.
  [[nodiscard]] static tl::expected<IdNumber, IdNumberFault> parse(std::string_view text, Date today);

  [[nodiscard]] const std::string& reveal() const { return text_.reveal(); }
  [[nodiscard]] Date birth() const;
  [[nodiscard]] Sex sex() const;
  // `110105********002X`: what a screen may show.
  [[nodiscard]] std::string masked() const;

  friend bool operator==(const IdNumber& a, const IdNumber& b) { return a.reveal() == b.reveal(); }

 private:
  explicit IdNumber(std::string text) : text_(std::move(text)) {}
  Secret<std::string> text_;
};

// The check character of 17 digits (ISO 7064 MOD 11-2): '0'-'9' or 'X'. `digits17` must be 17 ASCII digits.
[[nodiscard]] char id_number_check_character(std::string_view digits17);

// Full-width ASCII (U+FF01-U+FF5E) and the ideographic space made plain; other text is left as it is.
[[nodiscard]] std::string to_half_width(std::string_view utf8);

}  // namespace jianzai
