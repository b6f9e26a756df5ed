#include "domain/policy/comparison_policy.h"

#include <gtest/gtest.h>

namespace jianzai {
namespace {

const Networks kFull{NetworkKind::kFull, "full", 0.45, 0.34, ""};
const Networks kStarter{NetworkKind::kStarter, "starter", 0.9, 0.9, ""};

Evidence scores(std::initializer_list<double> values) {
  Evidence evidence;
  for (const double value : values) {
    evidence.frames.push_back({static_cast<int>(evidence.frames.size()), value, std::nullopt});
  }
  return evidence;
}
Evidence refusals(std::initializer_list<Reason> reasons) {
  Evidence evidence;
  for (const Reason reason : reasons) {
    evidence.frames.push_back({static_cast<int>(evidence.frames.size()), std::nullopt, reason});
  }
  return evidence;
}

TEST(ComparisonPolicy, passes_at_the_threshold_and_not_below) {
  EXPECT_EQ(decide(kFull, scores({0.45})).result, AttemptResult::kPassed);
  EXPECT_FALSE(decide(kFull, scores({0.45})).reason);
  EXPECT_EQ(decide(kFull, scores({0.4499})).result, AttemptResult::kReview);
  EXPECT_EQ(decide(kFull, scores({0.4499})).reason, Reason::kLowMatch);
  EXPECT_EQ(decide(kFull, scores({0.34})).result, AttemptResult::kReview);
  EXPECT_EQ(decide(kFull, scores({0.3399})).result, AttemptResult::kNotPassed);
  EXPECT_EQ(decide(kFull, scores({0.3399})).reason, Reason::kNotSame);
}

TEST(ComparisonPolicy, takes_the_median_of_usable_frames) {
  EXPECT_EQ(decide(kFull, scores({0.1, 0.2, 0.9})).score, 0.2);  // one lucky frame opens no door
  EXPECT_EQ(decide(kFull, scores({0.1, 0.6, 0.7})).score, 0.6);  // one bad frame shuts none
  EXPECT_DOUBLE_EQ(*decide(kFull, scores({0.4, 0.6})).score, 0.5);
  Evidence mixed = scores({0.6});
  mixed.frames.push_back({1, std::nullopt, Reason::kNoFace});
  EXPECT_EQ(decide(kFull, mixed).result, AttemptResult::kPassed);
}

TEST(ComparisonPolicy, without_a_usable_frame_gives_the_commonest_advice) {
  EXPECT_EQ(decide(kFull, refusals({Reason::kNoFace})).result, AttemptResult::kNotPassed);
  EXPECT_EQ(decide(kFull, refusals({Reason::kTooFar, Reason::kNoFace, Reason::kTooFar})).reason,
            Reason::kTooFar);
  EXPECT_EQ(decide(kFull, refusals({})).reason, Reason::kNoFace);
}

TEST(ComparisonPolicy, starter_networks_never_refuse_a_face) {
  EXPECT_EQ(decide(kStarter, scores({0.95})).result, AttemptResult::kPassed);
  EXPECT_EQ(decide(kStarter, scores({-0.5})).result, AttemptResult::kReview);
  EXPECT_EQ(decide(kStarter, scores({-0.5})).reason, Reason::kNetworksStarter);
}

TEST(ComparisonPolicy, without_networks_a_person_decides) {
  const Decision decision = decide(Networks{}, scores({}));
  EXPECT_EQ(decision.result, AttemptResult::kReview);
  EXPECT_EQ(decision.reason, Reason::kNetworksMissing);
  EXPECT_FALSE(decision.score);
}

TEST(Reason, names_survive_storage) {
  for (const auto& [reason, name] : kReasonNames) {
    EXPECT_EQ(reason_from(to_text(reason)), reason);
    EXPECT_EQ(to_text(reason), name);
  }
  EXPECT_FALSE(reason_from("FAILED"));
}

}  // namespace
}  // namespace jianzai
