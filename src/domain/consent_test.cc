#include "domain/consent.h"

#include <gtest/gtest.h>

namespace jianzai {
namespace {

using namespace std::chrono;

TEST(Consent, says_who_gave_it_by_account_and_age_on_the_day) {
  constexpr Date kBorn = 2012y / November / 26;
  EXPECT_EQ(consent_mode(true, kBorn, 2020y / January / 1), ConsentMode::kTap);
  EXPECT_EQ(consent_mode(false, kBorn, 2026y / November / 25), ConsentMode::kGuardian);
  EXPECT_EQ(consent_mode(false, kBorn, 2026y / November / 26), ConsentMode::kHelper);
  EXPECT_EQ(to_text(ConsentMode::kTap), "TAP");
  EXPECT_EQ(to_text(ConsentMode::kHelper), "HELPER");
  EXPECT_EQ(to_text(ConsentMode::kGuardian), "GUARDIAN");
}

TEST(Consent, operators_record_what_was_signed_or_said) {
  EXPECT_EQ(recorded_mode_from("PAPER"), ConsentMode::kPaper);
  EXPECT_EQ(recorded_mode_from("SPOKEN"), ConsentMode::kSpoken);
  for (const auto mode : {ConsentMode::kTap, ConsentMode::kHelper, ConsentMode::kGuardian})
    EXPECT_FALSE(recorded_mode_from(to_text(mode)));
  EXPECT_FALSE(recorded_mode_from(""));
}

TEST(Consent, purposes_have_names_that_stay) {
  for (const auto purpose : {ConsentPurpose::kFaceComparison, ConsentPurpose::kKeepImage})
    EXPECT_EQ(consent_purpose_from(to_text(purpose)), purpose);
  EXPECT_EQ(to_text(ConsentPurpose::kFaceComparison), "FACE_COMPARISON");
  EXPECT_EQ(to_text(ConsentPurpose::kKeepImage), "KEEP_IMAGE");
  EXPECT_FALSE(consent_purpose_from("FACE_PROOF"));
}

}  // namespace
}  // namespace jianzai
