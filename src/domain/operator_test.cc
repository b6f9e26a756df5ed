#include "domain/operator.h"

#include <gtest/gtest.h>

#include "domain/assisted_proof.h"
#include "domain/employer.h"
#include "domain/person_details.h"

namespace jianzai {
namespace {

using namespace std::chrono;

// Published by the companies themselves.
TEST(CreditCode, agrees_with_codes_that_are) {
  for (const std::string_view code :
       {"91330100799655058B", "9144030071526726XG", "914403001922038216", "91110000802100433B"}) {
    const auto parsed = CreditCode::parse(code);
    ASSERT_TRUE(parsed) << code;
    EXPECT_EQ(parsed->text(), code);
  }
}

TEST(CreditCode, reads_what_people_type_and_refuses_the_rest) {
  EXPECT_EQ(CreditCode::parse(" 9133 0100 7996 5505 8b ")->text(), "91330100799655058B");
  EXPECT_EQ(CreditCode::parse("９１３３０１００７９９６５５０５８Ｂ")->text(), "91330100799655058B");
  for (const std::string_view text : {"", "9133010079965505", "91330100799655058BB", "91330100799655058C",
                                      "9133O100799655058B", "91330100799655508B", "9133010079965505汉"})
    EXPECT_FALSE(CreditCode::parse(text)) << text;
}

TEST(Age, is_whole_years) {
  EXPECT_EQ(age_on(year(2012) / November / 27, year(2026) / November / 26), 13);
  EXPECT_EQ(age_on(year(2012) / November / 26, year(2026) / November / 26), 14);
  EXPECT_EQ(age_on(year(2012) / February / 29, year(2026) / February / 28), 13);
  EXPECT_EQ(age_on(year(2012) / February / 29, year(2026) / March / 1), 14);
}

TEST(ScopeFaults, follow_the_role) {
  SystemClock clock;
  SystemRandom random;
  const Scope whole{.agency = AgencyId::make(clock, random)};
  Scope village = whole;
  village.region = RegionCode::parse("130924101203");
  Scope mill = whole;
  mill.employer = EmployerId::make(clock, random);
  struct Case {
    OperatorRole role;
    std::size_t whole, village, mill;  // faults
  };
  for (const auto& [role, of_whole, of_village, of_mill] :
       {Case{OperatorRole::kClerk, 0, 0, 1}, Case{OperatorRole::kReviewer, 0, 0, 1},
        Case{OperatorRole::kVillageHelper, 1, 0, 2}, Case{OperatorRole::kEmployer, 1, 1, 0},
        Case{OperatorRole::kAuditor, 0, 1, 1}, Case{OperatorRole::kSystemAdmin, 0, 1, 1},
        Case{OperatorRole::kSecurityAdmin, 0, 1, 1}}) {
    EXPECT_EQ(operator_role_from(to_text(role)), role);
    EXPECT_EQ(scope_faults(role, whole).size(), of_whole) << to_text(role);
    EXPECT_EQ(scope_faults(role, village).size(), of_village) << to_text(role);
    EXPECT_EQ(scope_faults(role, mill).size(), of_mill) << to_text(role);
  }
}

TEST(AssistedWays, are_proposed_by_who_saw_the_person) {
  EXPECT_TRUE(may_propose(OperatorRole::kClerk, AssistedWay::kEmbassy));
  EXPECT_TRUE(may_propose(OperatorRole::kReviewer, AssistedWay::kHospital));
  EXPECT_TRUE(may_propose(OperatorRole::kVillageHelper, AssistedWay::kHomeVisit));
  EXPECT_FALSE(may_propose(OperatorRole::kVillageHelper, AssistedWay::kAgency));
  EXPECT_TRUE(may_propose(OperatorRole::kEmployer, AssistedWay::kEmployer));
  EXPECT_FALSE(may_propose(OperatorRole::kEmployer, AssistedWay::kVillage));
  for (const auto role : {OperatorRole::kAuditor, OperatorRole::kSystemAdmin, OperatorRole::kSecurityAdmin})
    EXPECT_FALSE(may_propose(role, AssistedWay::kAgency));
}

TEST(DueRule, counts_the_challenges_that_it_names_and_adults_where_it_says_so) {
  DueRule rule;
  EXPECT_TRUE(takes(rule, ChallengeMode::kStatic, 9));
  rule.modes = {ChallengeMode::kColour};
  EXPECT_TRUE(takes(rule, ChallengeMode::kColour, 70));
  EXPECT_FALSE(takes(rule, ChallengeMode::kStatic, 70));
  rule.takes_minors = false;
  EXPECT_FALSE(takes(rule, ChallengeMode::kColour, 17));
  EXPECT_TRUE(takes(rule, ChallengeMode::kColour, 18));
  EXPECT_EQ(to_text(*challenge_modes_from("POSE,STATIC")), "POSE,STATIC");
  for (const std::string_view text : {"", "COLOUR,", ",COLOUR", "COLOUR,COLOUR", "WAVE"})
    EXPECT_FALSE(challenge_modes_from(text)) << text;
}

}  // namespace
}  // namespace jianzai
