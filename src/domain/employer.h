// The employers (用人单位) whose retired an agency pays, each with its unified social credit code
// (统一社会信用代码, GB 32100-2015): 18 characters, the last one a check of the others.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/ids.h"

namespace jianzai {

class CreditCode {
 public:
  // Understands spaces, full-width and small letters. Nothing for another length, for characters that the
  // standard does not use (I, O, S, V, Z), and where the check character does not fit.
  [[nodiscard]] static std::optional<CreditCode> parse(std::string_view text);
  [[nodiscard]] const std::string& text() const { return text_; }
  friend bool operator==(const CreditCode&, const CreditCode&) = default;

 private:
  explicit CreditCode(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// The check character of the first 17. `characters17`: characters of the standard only.
[[nodiscard]] char credit_code_check_character(std::string_view characters17);

struct Employer {
  EmployerId id;
  AgencyId agency;
  CreditCode code;
  std::string name;
};

}  // namespace jianzai
