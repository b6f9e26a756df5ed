#include "face/pad/pose.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace jianzai::face::pad {
namespace {

bool has(const PoseJudgement& judgement, PoseFinding finding) {
  return std::ranges::find(judgement.findings, finding) != judgement.findings.end();
}

// Eyes and mouth on a plane, the nose tip `nose` distances between the eyes before it; turned about an axis
// behind the face and seen from six distances away, with landmarks that err by `error`: simulated.
FivePoints points_of(double yaw_deg, double pitch_deg, double nose, double error, std::uint64_t seed) {
  const std::array<std::array<double, 3>, 5> head{
      {{-0.5, -0.4, 0}, {0.5, -0.4, 0}, {0, 0.2, -nose}, {-0.4, 0.7, 0}, {0.4, 0.7, 0}}};
  const double yaw = yaw_deg * 3.14159265358979 / 180;
  const double pitch = pitch_deg * 3.14159265358979 / 180;
  std::mt19937_64 random(seed);
  const auto jitter = [&] {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += static_cast<double>(random() >> 11U) * 0x1.0p-53;
    return sum * error;
  };
  FivePoints points;
  for (std::size_t i = 0; i < 5; ++i) {
    const auto [x, y, z] = head[i];
    // Nose to the picture's right with yaw, down with pitch.
    const double x1 = x * std::cos(yaw) - z * std::sin(yaw);
    const double z1 = z * std::cos(yaw) + x * std::sin(yaw);
    const double y1 = y * std::cos(pitch) - z1 * std::sin(pitch);
    const double z2 = z1 * std::cos(pitch) + y * std::sin(pitch);
    const double scale = 60 * 6 / (6 + z2);
    points[i] = {static_cast<float>(200 + scale * x1 + 60 * jitter()),
                 static_cast<float>(300 + scale * y1 + 60 * jitter())};
  }
  return points;
}

constexpr std::array<PoseStep, 2> kLeftRight{{{Turn::kLeft}, {Turn::kRight}}};

// Three frames of the look and two turns.
std::vector<PoseFrame> frames_of(double first_deg, double second_deg, double nose, double error,
                                 std::uint64_t seed) {
  std::vector<PoseFrame> frames;
  for (std::size_t i = 0; i < 5; ++i) {
    const double yaw = i < 3 ? 2 : i == 3 ? first_deg : second_deg;
    PoseFrame frame{
        .turn = {}, .yaw_deg = yaw, .pitch_deg = 3, .points = points_of(yaw, 3, nose, error, seed + i)};
    if (i >= 3) frame.turn = i - 3;
    frames.push_back(frame);
  }
  return frames;
}

TEST(PoseChallenge, AcceptsAHeadThatTurns) {
  int accepted = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const double turn = 20 + 15 * static_cast<double>(i % 3) / 2;
    const auto judgement = judge(measure_pose(kLeftRight, frames_of(turn, -turn, 0.35, 0.01, 10 * i)));
    EXPECT_FALSE(has(judgement, PoseFinding::kFlat)) << i;
    accepted += judgement.findings.empty() ? 1 : 0;
  }
  EXPECT_GE(accepted, 190);
}

TEST(PoseChallenge, ANodGoesDown) {
  const std::array<PoseStep, 2> steps{{{Turn::kDown}, {Turn::kLeft}}};
  const auto nodding = [&](double pitch_deg, double nose) {
    std::vector<PoseFrame> frames;
    for (const double pitch : {3.0, 3 + pitch_deg, 3.0}) {
      const double yaw = frames.size() == 2 ? 25 : 0;
      frames.push_back({.turn = {},
                        .yaw_deg = yaw,
                        .pitch_deg = pitch,
                        .points = points_of(yaw, pitch, nose, 0, frames.size())});
    }
    frames[1].turn = 0;
    frames[2].turn = 1;
    return measure_pose(steps, frames);
  };
  EXPECT_NEAR(nodding(22, 0.4).steps[0].reached_deg, 22, 1e-9);
  EXPECT_NEAR(nodding(22, 0.4).depth.relief, 0.4, 0.06);
  EXPECT_TRUE(judge(nodding(22, 0.4)).findings.empty());
  EXPECT_TRUE(has(judge(nodding(22, 0)), PoseFinding::kFlat));
  EXPECT_TRUE(has(judge(nodding(-22, 0.4)), PoseFinding::kNotTurned));
  EXPECT_TRUE(has(judge(nodding(0, 0.4)), PoseFinding::kNotTurned));
}

TEST(PoseChallenge, MeasuresTurnsFromTheNeutralPose) {
  const auto response = measure_pose(kLeftRight, frames_of(27, -23, 0.4, 0, 1));
  EXPECT_NEAR(response.neutral_yaw_deg, 2, 1e-9);
  ASSERT_EQ(response.steps.size(), 2U);
  EXPECT_NEAR(response.steps[0].reached_deg, 25, 1e-9);
  EXPECT_NEAR(response.steps[1].reached_deg, 25, 1e-9);
  EXPECT_EQ(response.depth.frames, 2U);
  EXPECT_NEAR(response.depth.relief, 0.4, 0.06);
}

TEST(PoseChallenge, APhotographThatTurnsIsFlat) {
  int flat = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const auto judgement = judge(measure_pose(kLeftRight, frames_of(25, -25, 0, 0.02, 10 * i)));
    EXPECT_FALSE(judgement.findings.empty()) << i;
    flat += has(judgement, PoseFinding::kFlat) ? 1 : 0;
  }
  EXPECT_GE(flat, 180);
}

TEST(PoseChallenge, ATurnTheOtherWayIsNoTurn) {
  EXPECT_TRUE(has(judge(measure_pose(kLeftRight, frames_of(-25, 25, 0.4, 0, 1))), PoseFinding::kNotTurned));
  EXPECT_TRUE(has(judge(measure_pose(kLeftRight, frames_of(25, 25, 0.4, 0, 1))), PoseFinding::kNotTurned));
}

TEST(PoseChallenge, AFaceThatStaysIsNotTurned) {
  const auto judgement = judge(measure_pose(kLeftRight, frames_of(3, 1, 0.4, 0.01, 1)));
  EXPECT_TRUE(has(judgement, PoseFinding::kNotTurned));
  EXPECT_TRUE(has(judgement, PoseFinding::kDepthUnknown));
  EXPECT_LT(judgement.score, 0.5);
}

TEST(PoseChallenge, NothingIsNotTurned) {
  EXPECT_TRUE(has(judge(measure_pose({}, {})), PoseFinding::kNotTurned));
  EXPECT_TRUE(has(judge(measure_pose(kLeftRight, {})), PoseFinding::kNotTurned));
  // Points that coincide tell no depth, and do not divide by zero.
  auto frames = frames_of(25, -25, 0.4, 0, 1);
  for (auto& frame : frames) frame.points = {};
  EXPECT_TRUE(has(judge(measure_pose(kLeftRight, frames)), PoseFinding::kDepthUnknown));
}

}  // namespace
}  // namespace jianzai::face::pad
