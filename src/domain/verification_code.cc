#include "domain/verification_code.h"

#include "base/names.h"

namespace jianzai {
namespace {

constexpr Names<CodePurpose, 3> kPurposes{{
    {CodePurpose::kRegister, "REGISTER"},
    {CodePurpose::kReset, "RESET"},
    {CodePurpose::kChangePhone, "CHANGE_PHONE"},
}};
constexpr int kDigits = 6;

}  // namespace

std::string_view to_text(CodePurpose purpose) { return name_of(kPurposes, purpose); }
std::optional<CodePurpose> code_purpose_from(std::string_view text) { return value_of(kPurposes, text); }

VerificationCode next_code(const std::optional<VerificationCode>& last, Random& random, Time now) {
  std::string digits;
  for (int i = 0; i < kDigits; ++i) digits += static_cast<char>('0' + draw(10, random));
  const Date today = china_date(now);
  const bool is_same_day = last && last->day == today;
  return {.digits = Secret(std::move(digits)),
          .made_at = now,
          .wrong = 0,
          .day = today,
          .sent_that_day = is_same_day ? last->sent_that_day + 1 : 1};
}

std::chrono::seconds wait_for_next(const std::optional<VerificationCode>& last, Time now) {
  if (!last) return std::chrono::seconds(0);
  auto until = last->made_at + kCodePause;
  if (last->day == china_date(now) && last->sent_that_day >= kCodesPerDay)
    until = china_midnight(Date{std::chrono::sys_days(last->day) + std::chrono::days(1)});
  return std::max(std::chrono::ceil<std::chrono::seconds>(until - now), std::chrono::seconds(0));
}

bool is_right(const VerificationCode& code, std::string_view digits, Time now) {
  if (now - code.made_at > kCodeLifetime || code.wrong >= kCodeTriesMax) return false;
  const auto& right = code.digits.reveal();
  if (digits.size() != right.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < right.size(); ++i)
    difference |= static_cast<unsigned char>(digits[i]) ^ static_cast<unsigned char>(right[i]);
  return difference == 0;
}

}  // namespace jianzai
