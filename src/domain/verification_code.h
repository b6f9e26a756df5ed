// A code (验证码) that shows whose phone it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"

namespace jianzai {

enum class CodePurpose { kRegister, kReset, kChangePhone };
[[nodiscard]] std::string_view to_text(CodePurpose purpose);  // `CHANGE_PHONE`
[[nodiscard]] std::optional<CodePurpose> code_purpose_from(std::string_view text);

// Six digits; guessed within its tries once in 200,000 codes.
struct VerificationCode {
  Secret<std::string> digits;
  Time made_at;
  int wrong = 0;      // answers
  Date day;           // on which `sent_that_day` were asked for, this one among them
  int sent_that_day;  // 1 or more
};

// NIST SP 800-63B-4 section 3.1.3.1: ten minutes at the most.
inline constexpr std::chrono::minutes kCodeLifetime{10};
inline constexpr int kCodeTriesMax = 5;
inline constexpr std::chrono::seconds kCodePause{60};  // between two for one phone or number
inline constexpr int kCodesPerDay = 5;                 // for one phone or number

// A new one, which ends `last`.
[[nodiscard]] VerificationCode next_code(const std::optional<VerificationCode>& last, Random& random,
                                         Time now);
// For how long none may be asked for after `last`; zero when one may.
[[nodiscard]] std::chrono::seconds wait_for_next(const std::optional<VerificationCode>& last, Time now);
// In a time that does not tell how much of it is right. Not after its lifetime or its tries.
[[nodiscard]] bool is_right(const VerificationCode& code, std::string_view digits, Time now);

}  // namespace jianzai
