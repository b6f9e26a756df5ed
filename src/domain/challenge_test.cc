#include "domain/challenge.h"

#include <map>

#include <gtest/gtest.h>

#include "base/limits.h"

namespace jianzai {
namespace {

TEST(Challenge, colours_are_soft_and_no_two_neighbours_alike) {
  SeededRandom random(1);
  std::map<std::string, int> seen;
  for (int round = 0; round < 2000; ++round) {
    const Challenge challenge = draw_challenge(ChallengeMode::kColour, {}, random);
    ASSERT_EQ(challenge.steps.size(), 1U + kColourSteps);
    EXPECT_EQ(challenge.frames(), 3 + kColourSteps);
    ScreenColour last;  // white
    for (std::size_t i = 1; i < challenge.steps.size(); ++i) {
      const ScreenColour colour = *challenge.steps[i].colour;
      EXPECT_NE(colour, last);
      for (const auto channel : {colour.red, colour.green, colour.blue}) EXPECT_GE(channel, 96);
      ++seen[to_text(colour)];
      last = colour;
    }
  }
  EXPECT_EQ(seen.size(), 7U);
  for (const auto& [colour, count] : seen) EXPECT_NEAR(count, 2000 * kColourSteps / 7.0, 400) << colour;
}

TEST(Challenge, a_quick_network_sends_three_frames_of_each_colour) {
  SeededRandom random(4);
  const StepFrames quick{.look = 2, .colour = colour_frames_of(*uplink_from("QUICK"))};
  const Challenge colours = draw_challenge(ChallengeMode::kColour, quick, random);
  EXPECT_EQ(colours.frames(), 2 + 3 * kColourSteps);
  EXPECT_EQ(challenge_from(to_text(colours)), colours);
  EXPECT_EQ(colour_frames_of(*uplink_from("SLOW")), 1);
  EXPECT_EQ(uplink_from("FAST"), std::nullopt);
  const Challenge turns = draw_challenge(ChallengeMode::kPose, quick, random);
  EXPECT_EQ(turns.frames(), 5);
  EXPECT_LE(kLookFramesMax + colour_frames_of(Uplink::kQuick) * kColourSteps, limits::kFramesPerAttemptMax);
}

TEST(Challenge, turns_come_in_any_order_and_static_asks_for_nothing) {
  SeededRandom random(2);
  std::map<std::string, int> orders;
  for (int round = 0; round < 600; ++round) {
    const Challenge challenge = draw_challenge(ChallengeMode::kPose, {}, random);
    EXPECT_EQ(challenge_from(to_text(challenge)), challenge);
    ++orders[to_text(challenge)];
  }
  EXPECT_EQ(orders.size(), 6U);
  for (const auto& [order, count] : orders) EXPECT_NEAR(count, 100, 40) << order;
  EXPECT_EQ(draw_challenge(ChallengeMode::kStatic, {}, random).frames(), 3);
}

TEST(Challenge, survives_storage_and_refuses_what_it_did_not_write) {
  SeededRandom random(3);
  for (const auto mode : {ChallengeMode::kColour, ChallengeMode::kPose, ChallengeMode::kStatic}) {
    const Challenge challenge = draw_challenge(mode, {}, random);
    EXPECT_EQ(challenge_from(to_text(challenge)), challenge) << to_text(challenge);
    EXPECT_EQ(challenge_mode_from(to_text(mode)), mode);
  }
  for (const std::string_view text :
       {"", "COLOUR", "NOISE LOOK*3", "COLOUR #60ffff*1", "COLOUR LOOK*3 #60ff*1", "COLOUR LOOK*0",
        "COLOUR LOOK*9", "COLOUR LOOK", "POSE LOOK*3 COLOUR*1"}) {
    EXPECT_FALSE(challenge_from(text)) << text;
  }
}

}  // namespace
}  // namespace jianzai
