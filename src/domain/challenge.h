// What a person is asked to do in front of the camera, drawn at random and revealed step by step, so that
// nothing that was filmed before can answer it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"

namespace jianzai {

enum class ChallengeMode {
  kColour,  // the screen shines in colours and the face answers them; nothing has to be done
  kPose,    // turn the head and nod; for who cannot bear changing colours
  kStatic,  // look only: for who cannot act. Lower assurance: a person looks at it, too
};

enum class StepKind { kLook, kColour, kTurnLeft, kTurnRight, kNod };  // left and right are the person's own

// sRGB. Soft: each channel at 96 or 255, never black, so that no step flashes.
struct ScreenColour {
  std::uint8_t red = 255;
  std::uint8_t green = 255;
  std::uint8_t blue = 255;
  friend bool operator==(const ScreenColour&, const ScreenColour&) = default;
};

struct ChallengeStep {
  StepKind kind = StepKind::kLook;
  std::optional<ScreenColour> colour;  // kColour only
  int frames = 1;                      // how many complete the step
  friend bool operator==(const ChallengeStep&, const ChallengeStep&) = default;
};

struct Challenge {
  ChallengeMode mode = ChallengeMode::kStatic;
  std::vector<ChallengeStep> steps;  // the first one is a kLook
  friend bool operator==(const Challenge&, const Challenge&) = default;

  [[nodiscard]] int frames() const;  // of all steps together
};

// Colour steps after the look: each of 7 colours, no two neighbours alike. A film made beforehand answers all
// of them with probability 1 / (7 x 6^5) = 1.8e-5, one made for another challenge the same.
inline constexpr int kColourSteps = 6;
// From a step's revelation until its last frame is here: a 12 kB frame at 10 kbit/s takes 10 s.
inline constexpr std::chrono::seconds kStepDeadline{45};

inline constexpr int kLookFramesMax = 8;

// What a client's network carries: on a slow one each picture more costs the person seconds.
enum class Uplink { kSlow, kQuick };

// Frames that complete a step of each kind; of a turn one does.
struct StepFrames {
  int look = 3;    // sharp ones to compare, 1 to kLookFramesMax
  int colour = 1;  // more of them average the noise of daylight away
};

// Of a colour, 3 where the network is quick: halves the error of the answer (docs/pad-simulated.md).
[[nodiscard]] int colour_frames_of(Uplink uplink);

// kColour: a look, then the colours. kPose: a look, then left, right and a nod in one of six orders. kStatic:
// a look.
[[nodiscard]] Challenge draw_challenge(ChallengeMode mode, StepFrames frames, Random& random);

[[nodiscard]] std::string_view to_text(ChallengeMode mode);
[[nodiscard]] std::optional<ChallengeMode> challenge_mode_from(std::string_view text);
// `COLOUR,POSE`: how several are stored. Nothing when malformed, empty, or one is in it twice.
[[nodiscard]] std::string to_text(const std::vector<ChallengeMode>& modes);
[[nodiscard]] std::optional<std::vector<ChallengeMode>> challenge_modes_from(std::string_view text);
[[nodiscard]] std::optional<Uplink> uplink_from(std::string_view text);
[[nodiscard]] std::string_view to_text(StepKind kind);
// `#60ffff`
[[nodiscard]] std::string to_text(const ScreenColour& colour);

// How a challenge is stored: `COLOUR LOOK*3 #60ffff*1 #ffff60*1`. Nothing when it is malformed.
[[nodiscard]] std::string to_text(const Challenge& challenge);
[[nodiscard]] std::optional<Challenge> challenge_from(std::string_view text);

}  // namespace jianzai
