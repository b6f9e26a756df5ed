#include "domain/policy/comparison_policy.h"

#include <gtest/gtest.h>

namespace jianzai {
namespace {

const Networks kFull{.kind = NetworkKind::kFull,
                     .set = "full",
                     .raw = {.accept = 0.45, .accept_high = 0.55, .review = 0.34},
                     .normalised = Thresholds{.accept = 0.2, .accept_high = 0.3, .review = 0.1},
                     .cohort_people = 400,
                     .note = {}};
const Networks kStarter{.kind = NetworkKind::kStarter,
                        .set = "starter",
                        .raw = {.accept = 0.9, .accept_high = 0.9, .review = 0.9},
                        .normalised = {},
                        .cohort_people = 0,
                        .note = {}};
constexpr Circumstances kColour{.mode = ChallengeMode::kColour};
constexpr Circumstances kStatic{.mode = ChallengeMode::kStatic};
constexpr Circumstances kLooksOnly{.mode = ChallengeMode::kStatic, .looks_only = true};

Evidence scores(std::initializer_list<double> values) {
  Evidence evidence;
  evidence.pad.verdict = PadVerdict::kBonaFide;
  for (const double value : values) {
    evidence.frames.push_back({.sequence = static_cast<int>(evidence.frames.size()),
                               .score = value,
                               .normalised = {},
                               .refusal = {}});
  }
  return evidence;
}
Evidence refusals(std::initializer_list<Reason> reasons) {
  Evidence evidence;
  for (const Reason reason : reasons) {
    evidence.frames.push_back({.sequence = static_cast<int>(evidence.frames.size()),
                               .score = {},
                               .normalised = {},
                               .refusal = reason});
  }
  return evidence;
}

TEST(ComparisonPolicy, passes_at_the_threshold_and_not_below) {
  EXPECT_EQ(decide(kFull, kColour, scores({0.45})).result, AttemptResult::kPassed);
  EXPECT_FALSE(decide(kFull, kColour, scores({0.45})).reason);
  EXPECT_EQ(decide(kFull, kColour, scores({0.4499})).result, AttemptResult::kReview);
  EXPECT_EQ(decide(kFull, kColour, scores({0.4499})).reason, Reason::kLowMatch);
  EXPECT_EQ(decide(kFull, kColour, scores({0.34})).result, AttemptResult::kReview);
  EXPECT_EQ(decide(kFull, kColour, scores({0.3399})).result, AttemptResult::kNotPassed);
  EXPECT_EQ(decide(kFull, kColour, scores({0.3399})).reason, Reason::kNotSame);
}

TEST(ComparisonPolicy, takes_the_median_of_usable_frames) {
  EXPECT_EQ(decide(kFull, kColour, scores({0.1, 0.2, 0.9})).score,
            0.2);  // one lucky frame opens no door
  EXPECT_EQ(decide(kFull, kColour, scores({0.1, 0.6, 0.7})).score,
            0.6);  // one bad frame shuts none
  EXPECT_DOUBLE_EQ(*decide(kFull, kColour, scores({0.4, 0.6})).score, 0.5);
  Evidence mixed = scores({0.6});
  mixed.frames.push_back({.sequence = 1, .score = {}, .normalised = {}, .refusal = Reason::kNoFace});
  EXPECT_EQ(decide(kFull, kColour, mixed).result, AttemptResult::kPassed);
}

TEST(ComparisonPolicy, without_a_usable_frame_gives_the_commonest_advice) {
  EXPECT_EQ(decide(kFull, kColour, refusals({Reason::kNoFace})).result, AttemptResult::kNotPassed);
  EXPECT_EQ(decide(kFull, kColour, refusals({Reason::kTooFar, Reason::kNoFace, Reason::kTooFar})).reason,
            Reason::kTooFar);
  EXPECT_EQ(decide(kFull, kColour, refusals({})).reason, Reason::kNoFace);
}

TEST(ComparisonPolicy, starter_networks_never_refuse_a_face) {
  EXPECT_EQ(decide(kStarter, kColour, scores({0.95})).result, AttemptResult::kPassed);
  EXPECT_EQ(decide(kStarter, kColour, scores({-0.5})).result, AttemptResult::kReview);
  EXPECT_EQ(decide(kStarter, kColour, scores({-0.5})).reason, Reason::kNetworksStarter);
}

TEST(ComparisonPolicy, without_networks_a_person_decides) {
  const Decision decision = decide(Networks{}, kColour, scores({}));
  EXPECT_EQ(decision.result, AttemptResult::kReview);
  EXPECT_EQ(decision.reason, Reason::kNetworksMissing);
  EXPECT_FALSE(decision.score);
}

TEST(ComparisonPolicy, a_face_that_may_not_live_never_passes) {
  const auto with = [](PadVerdict verdict, double score) {
    Evidence evidence = scores({score});
    evidence.pad.verdict = verdict;
    return evidence;
  };
  for (const auto mode : {ChallengeMode::kColour, ChallengeMode::kPose, ChallengeMode::kStatic}) {
    const Decision attack = decide(kFull, {.mode = mode}, with(PadVerdict::kAttack, 0.9));
    EXPECT_EQ(attack.result, AttemptResult::kReview);
    EXPECT_EQ(attack.reason, Reason::kSpoofRisk);
    EXPECT_EQ(decide(kStarter, {.mode = mode}, with(PadVerdict::kAttack, 0.95)).reason, Reason::kSpoofRisk);
    // Who is somebody else is told that, and nothing of liveness.
    EXPECT_EQ(decide(kFull, {.mode = mode}, with(PadVerdict::kAttack, 0.1)).reason, Reason::kNotSame);
  }
  EXPECT_EQ(decide(kStarter, kColour, with(PadVerdict::kUnsure, 0.95)).reason, Reason::kNetworksStarter);
  const Decision unsure = decide(kFull, kColour, with(PadVerdict::kUnsure, 0.9));
  EXPECT_EQ(unsure.result, AttemptResult::kNotPassed);
  EXPECT_EQ(unsure.reason, Reason::kActionMissed);
}

TEST(ComparisonPolicy, with_the_portrait_of_an_id_card_a_person_decides) {
  constexpr Circumstances kWeak{.mode = ChallengeMode::kColour, .is_reference_weak = true};
  const auto reason_of = [&](double score) {
    const Decision decision = decide(kFull, kWeak, scores({score}));
    EXPECT_EQ(decision.result, AttemptResult::kReview);
    return decision.reason;
  };
  EXPECT_EQ(reason_of(0.9), Reason::kLowAssurance);
  EXPECT_EQ(reason_of(0.4), Reason::kLowMatch);
  EXPECT_EQ(reason_of(0.1), Reason::kLowMatch);
  // Another try helps against these.
  EXPECT_EQ(decide(kFull, kWeak, refusals({Reason::kTooFar})).result, AttemptResult::kNotPassed);
  Evidence unsure = scores({0.9});
  unsure.pad.verdict = PadVerdict::kUnsure;
  EXPECT_EQ(decide(kFull, kWeak, unsure).reason, Reason::kActionMissed);
}

TEST(ComparisonPolicy, looking_only_is_looked_at_by_a_person) {
  for (const auto verdict : {PadVerdict::kBonaFide, PadVerdict::kUnsure}) {
    Evidence evidence = scores({0.9});
    evidence.pad.verdict = verdict;
    const Decision decision = decide(kFull, kStatic, evidence);
    EXPECT_EQ(decision.result, AttemptResult::kReview);
    EXPECT_EQ(decision.reason, Reason::kLowAssurance);
  }
}

TEST(ComparisonPolicy, who_cannot_act_passes_by_looking_but_for_a_sample) {
  const auto with = [](PadVerdict verdict) {
    Evidence evidence = scores({0.9});
    evidence.pad.verdict = verdict;
    return evidence;
  };
  EXPECT_EQ(decide(kFull, kLooksOnly, with(PadVerdict::kBonaFide)).result, AttemptResult::kPassed);
  EXPECT_EQ(decide(kFull, kLooksOnly, with(PadVerdict::kUnsure)).reason, Reason::kLowAssurance);
  EXPECT_EQ(decide(kFull, kLooksOnly, with(PadVerdict::kAttack)).reason, Reason::kSpoofRisk);
  Circumstances sampled = kLooksOnly;
  sampled.is_sampled = true;
  EXPECT_EQ(decide(kFull, sampled, with(PadVerdict::kBonaFide)).result, AttemptResult::kReview);
  EXPECT_EQ(decide(kFull, sampled, with(PadVerdict::kBonaFide)).reason, Reason::kLowAssurance);
  Circumstances high = kLooksOnly;
  high.assurance = AssuranceLevel::kHigh;
  EXPECT_EQ(decide(kFull, high, with(PadVerdict::kBonaFide)).reason, Reason::kLowAssurance);
  // Who does act is judged like everybody.
  Circumstances acts = kColour;
  acts.looks_only = true;
  EXPECT_EQ(decide(kFull, acts, with(PadVerdict::kUnsure)).reason, Reason::kActionMissed);
}

TEST(ComparisonPolicy, shut_eyes_are_no_sign_of_life) {
  Evidence evidence = scores({0.9});
  evidence.eyes_shut = true;
  EXPECT_EQ(decide(kFull, kColour, evidence).result, AttemptResult::kNotPassed);
  EXPECT_EQ(decide(kFull, kColour, evidence).reason, Reason::kEyesClosed);
  EXPECT_EQ(decide(kFull, kLooksOnly, evidence).reason, Reason::kLowAssurance);
  Circumstances acts = kColour;
  acts.looks_only = true;
  EXPECT_EQ(decide(kFull, acts, evidence).result, AttemptResult::kReview);
  evidence.pad.verdict = PadVerdict::kAttack;
  EXPECT_EQ(decide(kFull, kColour, evidence).reason, Reason::kSpoofRisk);
  EXPECT_EQ(decide(kFull, kColour, scores({0.1})).reason, Reason::kNotSame);
}

TEST(ComparisonPolicy, high_assurance_wants_a_higher_score) {
  Circumstances high = kColour;
  high.assurance = AssuranceLevel::kHigh;
  EXPECT_EQ(decide(kFull, high, scores({0.5})).reason, Reason::kLowMatch);
  EXPECT_EQ(decide(kFull, high, scores({0.55})).result, AttemptResult::kPassed);
  EXPECT_EQ(decide(kFull, high, scores({0.55})).threshold, 0.55);
}

TEST(ComparisonPolicy, the_normalised_score_decides_where_there_is_one) {
  const auto with = [](std::initializer_list<double> normalised) {
    Evidence evidence = scores({});
    evidence.pad.verdict = PadVerdict::kBonaFide;
    for (const double value : normalised) {
      evidence.frames.push_back({.sequence = 0, .score = 0.4, .normalised = value, .refusal = {}});
    }
    return evidence;
  };
  const Decision passed = decide(kFull, kColour, with({0.1, 0.2, 0.9}));
  EXPECT_EQ(passed.result, AttemptResult::kPassed);
  EXPECT_EQ(passed.score, 0.4);
  EXPECT_EQ(passed.normalised, 0.2);
  EXPECT_EQ(passed.threshold, 0.2);
  EXPECT_EQ(decide(kFull, kColour, with({0.19})).reason, Reason::kLowMatch);
  EXPECT_EQ(decide(kFull, kColour, with({0.09})).reason, Reason::kNotSame);
  // One frame without it: the raw ones decide for all.
  Evidence mixed = with({0.9});
  mixed.frames.push_back({.sequence = 1, .score = 0.4, .normalised = {}, .refusal = {}});
  EXPECT_EQ(decide(kFull, kColour, mixed).reason, Reason::kLowMatch);
  EXPECT_FALSE(decide(kFull, kColour, mixed).normalised);
  // Thresholds for it are not known: the raw one decides.
  Networks without = kFull;
  without.normalised.reset();
  EXPECT_EQ(decide(without, kColour, with({0.9})).reason, Reason::kLowMatch);
}

TEST(ComparisonPolicy, maps_scores_for_people_to_read) {
  EXPECT_EQ(mapped_score(0.45, 0.45), 80);
  EXPECT_EQ(mapped_score(0.225, 0.45), 40);
  EXPECT_EQ(mapped_score(0.725, 0.45), 90);
  EXPECT_EQ(mapped_score(1, 0.45), 100);
  EXPECT_EQ(mapped_score(-0.3, 0.45), 0);
  EXPECT_EQ(mapped_score(1, 1), 80);
}

TEST(AssuranceLevel, names_survive_storage) {
  for (const auto& [level, name] : kAssuranceNames) {
    EXPECT_EQ(to_text(level), name);
    EXPECT_EQ(assurance_level_from(name), level);
  }
  EXPECT_FALSE(assurance_level_from("LOW"));
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
