// The pose challenge: turn the head left and right and nod as asked, one frame each. Stops photographs, which
// cannot turn, and turned photographs, which turn as a plane. It does not stop a film of all three whose
// parts are fed in as they are asked for, nor a live deepfake; a film in a fixed order fits one challenge in
// six. For people who cannot bear changing colours.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "face/geometry.h"

namespace jianzai::face::pad {

enum class Turn { kLeft, kRight, kDown };  // the person's own; down: a nod

struct PoseStep {
  Turn turn = Turn::kLeft;
};

// Signs as in face/head_pose.h: yaw positive to the subject's left (the nose goes to the picture's right),
// pitch positive down.
struct PoseFrame {
  std::optional<std::size_t> turn{};  // index of its step; nothing: of the look, which is the neutral pose
  double yaw_deg = 0;
  double pitch_deg = 0;
  FivePoints points{};
};

struct StepResponse {
  double reached_deg = 0;  // farthest from the neutral pose in the direction that was asked
  double against_deg = 0;  // farthest in the opposite one
};

// What the five points say about depth. Eyes and mouth corners lie on one plane, near enough; the homography
// of these four from the first frame says where the nose tip of a photograph would be. A head's nose stands
// before that plane and runs ahead of it, by relief x sin(turn).
//   What this can do: tell a flat photograph from a head once both turn by 10 degrees or more.
//   What it cannot: anything about films, masks and bent prints that bulge at the nose; and with landmarks
//   off by 2 % of the distance between the eyes one frame says little: it takes several turns. Five points
//   give one number a frame, no shape.
struct DepthCheck {
  std::size_t frames = 0;   // turned far enough to tell
  double relief = 0;        // of the nose, in distances between the eyes: a head 0.3 to 0.6, a plane 0
  double relief_error = 0;  // its standard error
  double residual = 0;      // what the relief does not explain, in distances between the eyes
};

struct PoseResponse {
  double neutral_yaw_deg = 0;
  double neutral_pitch_deg = 0;
  std::vector<StepResponse> steps;
  DepthCheck depth;
};

// Asked for is 30 degrees or so; the network errs by 5 (shared/models/MODELS.md).
inline constexpr double kTurnMin_deg = 15;
// Half of the flattest noses that the literature on face shape gives, about 0.3. Not measured on real turns.
inline constexpr double kReliefMin = 0.15;

// Without a frame of the look the first one is the neutral pose.
[[nodiscard]] PoseResponse measure_pose(std::span<const PoseStep> steps, std::span<const PoseFrame> frames);

enum class PoseFinding {
  kNotTurned,     // a turn was not made, or the other way round
  kFlat,          // turns as a plane
  kDepthUnknown,  // not turned far enough to tell
};
[[nodiscard]] std::string_view to_text(PoseFinding finding);  // `not_turned`

struct PoseJudgement {
  double score = 0;  // PAD score in [0, 1]; at or above 0.5 nothing speaks against a bona fide presentation
  std::vector<PoseFinding> findings;
};
[[nodiscard]] PoseJudgement judge(const PoseResponse& response);

}  // namespace jianzai::face::pad
