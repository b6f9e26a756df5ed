// Simulated presentations that follow the product's own protocol: a challenge of domain/challenge.h, its
// steps revealed one after the other, frames with their times. The same seed gives the same bytes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/challenge.h"
#include "pad/scene.h"

namespace jianzai::face::pad::lab {

// ISO/IEC 30107-3 species, all simulated. Films and pictures show another photograph of the person where
// there is one.
enum class Species {
  kLive,            // bona fide
  kPrint,           // a flat photo print in a hand
  kBentPrint,       // bent about its vertical axis
  kCutEyePrint,     // bent or flat, with the attacker's eyes behind holes
  kPhoneReplay,     // a film on a phone
  kMonitorReplay,   // a film on a monitor
  kEarlierSession,  // the frames of a live session, coded again, for another challenge
  kInjected,        // a film fed in past the camera, with the right timing
  kInjectedTint,    // the same, the whole picture tinted in the right colours
  kInjectedFace,    // the same, the person alone tinted
  kSwappedFace,     // the look shows one person, the colours or turns another
};
inline constexpr std::array kSpecies{
    Species::kLive,         Species::kPrint,          Species::kBentPrint,  Species::kCutEyePrint,
    Species::kPhoneReplay,  Species::kMonitorReplay,  Species::kInjected,   Species::kInjectedTint,
    Species::kInjectedFace, Species::kEarlierSession, Species::kSwappedFace};
[[nodiscard]] std::string_view to_text(Species species);  // `cut_eye_print`
[[nodiscard]] std::optional<Species> species_from(std::string_view text);

struct Shot {
  std::size_t step = 0;
  Bytes jpeg;
  double captured_ms = 0;  // the client's clock
  double received_ms = 0;  // the server's clock
};

struct Conditions {
  double lux = 0;         // other light on what stands there
  double distance_m = 0;  // of the face
  double yaw_deg = 0;     // how the head or sheet is held
  double pitch_deg = 0;
};

struct Session {
  Species species = Species::kLive;
  Challenge challenge;
  std::vector<Shot> shots;
  Conditions conditions;
  std::size_t subject = 0;  // index into the subjects
};

inline constexpr double kLuxMin = 50;
inline constexpr double kLuxMax = 1000;

// What the screen shows at a step, linear: white at a look and a turn.
[[nodiscard]] LinearRgb shown_at(const ChallengeStep& step);

// `step_frames`: how many of a step of each kind. `lux`: drawn log-uniform between kLuxMin and kLuxMax when
// empty. kInjectedTint and kInjectedFace answer colours only, so they need a challenge that has some. At
// least two subjects. Errors: those of encode_jpeg.
[[nodiscard]] Result<Session> simulate(Species species, ChallengeMode mode, std::span<const Subject> subjects,
                                       std::uint64_t seed, StepFrames step_frames = {},
                                       std::optional<double> lux = std::nullopt);

}  // namespace jianzai::face::pad::lab
