// The screen-colour challenge: the screen shines in colours that nobody could know beforehand, and a face in
// front of it throws them back. What is measured is whether it does, when, and where: a head is a relief, so
// brow, nose and cheeks do not all get the same share of the screen's light; a sheet of paper is flat, a
// display shines by itself. After Tang et al., Face Flashing (NDSS 2018), and Liu et al., Aurora Guard (arXiv
// 2102.00713); only the physics, no network. ISO/IEC 30107-3 words: bona fide, attack presentation, PAD
// score.
//
// What it cannot see: an attacker who computes the answer of a relief while the colours come (a live deepfake
// that is lit by its own screen), and a mask with a face's relief. Phones that brighten shadows locally were
// not tested.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "face/geometry.h"
#include "image/image.h"

namespace jianzai::face::pad {

// Red, green, blue; linear light.
using LinearRgb = std::array<double, 3>;

// IEC 61966-2-1, without its black offset. In [0, 1].
[[nodiscard]] LinearRgb linear_from_srgb(int red, int green, int blue);

// Where skin is looked at, about the middle between the eyes; x to the picture's right, y down, in distances
// between the eyes. Beside it the direction that this part of an average head faces, a unit vector: right,
// down and out to the viewer. Of an ellipsoid with nose, brows, cheekbones and chin, no person's.
struct PatchPlace {
  double x;
  double y;
  double right;
  double down;
  double out;
};
inline constexpr double kPatchHalfSide = 0.09;
namespace detail {
inline constexpr std::array<PatchPlace, 22> kRightHalf{{
    {0.12, -0.72, 0.07, -0.42, 0.90},  // forehead
    {0.36, -0.72, 0.27, -0.42, 0.86}, {0.00, -0.52, 0.00, -0.39, 0.92}, {0.25, -0.52, 0.15, -0.41, 0.90},
    {0.50, -0.52, 0.39, -0.40, 0.83}, {0.00, 0.08, 0.00, -0.40, 0.75},  // nose
    {0.00, 0.26, 0.00, -0.37, 0.74},  {0.16, 0.26, 0.66, -0.28, 0.69},  {0.00, 0.44, 0.00, -0.05, 0.69},
    {0.19, 0.44, 0.69, -0.05, 0.66},  {0.36, 0.34, 0.29, -0.16, 0.93},  // cheek
    {0.56, 0.34, 0.33, -0.16, 0.92},  {0.76, 0.34, 0.63, -0.10, 0.75},  {0.38, 0.54, 0.29, 0.12, 0.94},
    {0.58, 0.54, 0.38, 0.14, 0.91},   {0.78, 0.54, 0.67, 0.13, 0.73},   {0.42, 0.74, 0.30, 0.10, 0.95},
    {0.62, 0.74, 0.49, 0.20, 0.85},   {0.60, 0.94, 0.52, 0.22, 0.82},  // jaw
    {0.50, 1.12, 0.41, 0.37, 0.83},   {0.00, 1.40, 0.00, 0.23, 0.94},   {0.18, 1.40, 0.27, 0.26, 0.90},
}};
}  // namespace detail
inline constexpr std::size_t kPatches = 39;
// Both halves, each in turn.
inline constexpr std::array<PatchPlace, kPatches> kPatchPlaces = [] {
  std::array<PatchPlace, kPatches> places{};
  std::size_t count = 0;
  for (const auto& place : detail::kRightHalf) {
    places[count++] = place;
    if (place.x > 0) places[count++] = {-place.x, place.y, -place.right, place.down, place.out};
  }
  return places;
}();

// What the screen showed; linear, in [0, 1]. White during the look.
struct ColourStep {
  LinearRgb shown{};
};

// What one frame showed of it. Logarithms of light against the first frame's, so that albedo, exposure and
// white balance of the first frame are gone.
struct Observation {
  std::size_t step = 0;
  double taken_at_ms = 0;  // any clock: a drift of the light over time is taken out
  std::array<std::optional<LinearRgb>, kPatches> face{};
  std::array<double, kPatches> brightness{};  // of the patch; logarithm
  std::optional<LinearRgb> background{};
  double background_spread = 0;  // how much its parts disagree: things that move behind
};

struct ColourFrame {
  const Image* image = nullptr;  // the untouched frame; frames may differ in size, not in what they show
  FivePoints points{};           // in its pixels
  std::size_t step = 0;
  double taken_at_ms = 0;
};

// Lays every frame over the first by its five points, then by its features to a fraction of a pixel, and
// measures the patches and the blocks around the head. Frames whose points coincide are left out. 4 ms a
// frame of 480x640.
[[nodiscard]] std::vector<Observation> observe(std::span<const ColourFrame> frames);

// Enough for judge and for the review page; all in numbers without units unless said.
struct ColourResponse {
  bool usable = false;      // enough patches, steps and colours to tell anything
  std::size_t patches = 0;  // usable in every frame
  // Exposure and balance were cancelled by the background; else by the channels' mean. The clearer answer.
  bool against_background = false;
  double correlation = 0;   // of the light that came back with what was to be expected, in [-1, 1]
  double chance_log10 = 0;  // of a correlation as high by an unrelated sequence; log10, <= 0
  double gain = 0;          // screen's full white against all other light on the face: 0.01 = 1 %
  double gain_highest = 0;  // surely below it: the estimate and three standard errors
  // The colours that explain the light best, found by changing one step after the other.
  std::size_t steps_otherwise = 0;    // steps in which they are not those that were shown
  double correlation_otherwise = 0;   // of theirs; the same as `correlation` when no step differs
  double chance_otherwise_log10 = 0;  // as chance_log10; there are 54,432 sequences to choose from
  double better_otherwise = 0;        // what they explain more, in variances of what they do not explain
  double correlation_late = 0;        // of each step's colours shown in the step after it
  double signal = 0;                  // root mean square of the answer, in log light
  double noise = 0;                   // the same of what the patches disagree about, for their mean
  double unexplained = 0;             // of what they agree about and nobody commanded
  std::optional<double> background_ratio{};  // the background's answer against the face's; 1 = alike
  // Each patch's answer against the mean's: 1 = the same.
  std::array<std::optional<double>, kPatches> share{};
  double share_error = 0;  // standard error of one share
  // What a head's shape explains of the shares: the direction that each patch faces, after all that a bent
  // sheet under any light (a quadratic surface) and the camera's tone curve (brightness) could explain.
  double relief = 0;        // root mean square per direction, without noise
  double relief_error = 0;  // its standard error
  double relief_f = 0;      // its F, of 3 degrees against what is left
  // Of the same: what faces the screen gets more of its light. A head's is positive under any other light.
  double facing = 0;         // slope of the share by the direction's part towards the viewer
  double facing_t = 0;       // its Student's t
  double share_highest = 0;  // against the median
  double share_lowest = 0;
};
// Every step needs an observation. 0.1 ms.
[[nodiscard]] ColourResponse measure_response(std::span<const ColourStep> steps,
                                              std::span<const Observation> seen);

enum class ColourFinding {
  kUnusable,           // patches hidden, over-exposed or too few
  kTooWeak,            // too much other light or unrest to tell: no evidence either way
  kNoAnswer,           // an answer of a lit room would have shown, and there is none
  kOtherColours,       // the face was lit in colours of this kind, but not in ours
  kLate,               // each answer belongs to the step before: a slow phone, or a slow forger
  kFlat,               // the light falls as on a plane or on bent paper
  kGlare,              // a mirror image of the screen: glass
  kBackgroundAnswers,  // the background answers as strongly as the face: a sheet, or a wall close behind
};
[[nodiscard]] std::string_view to_text(ColourFinding finding);  // `no_answer`
// kNoAnswer, kOtherColours, kFlat and kGlare; the others have innocent causes, too.
[[nodiscard]] bool is_evidence_of_attack(ColourFinding finding);

struct ColourJudgement {
  double score = 0;  // PAD score in [0, 1]: higher = more like a bona fide presentation
  std::vector<ColourFinding> findings;
};
// At or above kColourScoreMin nothing speaks against a bona fide presentation; from kColourScoreStrong on the
// answer is clear. Set on simulated presentations only; see docs/pad.md for what that is worth.
inline constexpr double kColourScoreMin = 0.5;
inline constexpr double kColourScoreStrong = 0.8;
// An answer that is surely below this share of the other light is none. A phone's screen of 300 cd/m2 at 40
// cm adds 17 lux: 0.5 % of 3,400 lux. In sunlight a live face therefore seems not to answer; a person sees to
// it.
inline constexpr double kGainMin = 0.005;
// A relief that is surely below this is flat. Set on the laboratory's simulated heads (0.17 and more) and
// prints (docs/pad-simulated.md).
inline constexpr double kHeadReliefMin = 0.08;
[[nodiscard]] ColourJudgement judge(const ColourResponse& response);

}  // namespace jianzai::face::pad
