#include "domain/consent.h"

#include "base/names.h"
#include "domain/person_details.h"

namespace jianzai {
namespace {

constexpr Names<ConsentPurpose, 2> kPurposes{{
    {ConsentPurpose::kFaceComparison, "FACE_COMPARISON"},
    {ConsentPurpose::kKeepImage, "KEEP_IMAGE"},
}};

constexpr Names<ConsentMode, 5> kModes{{
    {ConsentMode::kTap, "TAP"},
    {ConsentMode::kHelper, "HELPER"},
    {ConsentMode::kGuardian, "GUARDIAN"},
    {ConsentMode::kPaper, "PAPER"},
    {ConsentMode::kSpoken, "SPOKEN"},
}};

}  // namespace

std::string_view to_text(ConsentPurpose purpose) { return name_of(kPurposes, purpose); }
std::optional<ConsentPurpose> consent_purpose_from(std::string_view text) {
  return value_of(kPurposes, text);
}

std::string_view to_text(ConsentMode mode) { return name_of(kModes, mode); }
std::optional<ConsentMode> recorded_mode_from(std::string_view text) {
  const auto mode = value_of(kModes, text);
  if (mode != ConsentMode::kPaper && mode != ConsentMode::kSpoken) return std::nullopt;
  return mode;
}

ConsentMode consent_mode(bool is_own_account, Date born, Date given_on) {
  if (is_own_account) return ConsentMode::kTap;
  return age_on(born, given_on) < kOwnConsentAge ? ConsentMode::kGuardian : ConsentMode::kHelper;
}

}  // namespace jianzai
