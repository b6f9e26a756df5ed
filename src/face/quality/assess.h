// What is wrong with a picture of a face, and what to say about it.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/names.h"
#include "base/result.h"
#include "face/engine.h"
#include "face/head_pose.h"
#include "face/landmarks.h"
#include "face/quality/covering.h"

namespace jianzai::face::quality {

enum class Advice {
  kNoFace,
  kManyFaces,
  kTooFar,  // the person
  kTooNear,
  kOffCentre,
  kTurned,  // aside, up or down
  kTilted,  // to a shoulder
  kDark,
  kBacklight,
  kOverexposed,
  kBlur,
  kEyesClosed,
  kCovered,
  kTooSmall,  // near enough, but the picture has too few pixels
};

inline constexpr Names<Advice, 14> kAdviceNames{{
    {Advice::kNoFace, "NO_FACE"},
    {Advice::kManyFaces, "MANY_FACES"},
    {Advice::kTooFar, "TOO_FAR"},
    {Advice::kTooNear, "TOO_NEAR"},
    {Advice::kOffCentre, "OFF_CENTRE"},
    {Advice::kTurned, "TURNED"},
    {Advice::kTilted, "TILTED"},
    {Advice::kDark, "DARK"},
    {Advice::kBacklight, "BACKLIGHT"},
    {Advice::kOverexposed, "OVEREXPOSED"},
    {Advice::kBlur, "BLUR"},
    {Advice::kEyesClosed, "EYES_CLOSED"},
    {Advice::kCovered, "COVERED"},
    {Advice::kTooSmall, "TOO_SMALL"},
}};

// The public reason code: `NO_FACE`.
[[nodiscard]] constexpr std::string_view to_text(Advice advice) { return name_of(kAdviceNames, advice); }

// Units and ranges where the measures are declared. Distances in pixels of the picture as it was sent.
struct QualityReport {
  float inter_eye_distance_px = 0;  // 0: the face's points coincide, and nothing else is measured
  float inter_eye_share = 0;
  float off_centre_share = 0;
  float margin_share = 0;
  float luminance_mean = 0;
  float under_exposed_share = 0;  // reported only: dark skin and a beard raise it
  float over_exposed_share = 0;
  float dynamic_range_bits = 0;          // reported only: falls with darkness and with fog on the lens
  float illumination_uniformity = 0;     // reported only: light from one side spoils little
  std::optional<float> backlight_stops;  // nothing: too little beside the face
  float sharpness = 0;
  Covering covering;
  std::optional<HeadPose> pose;         // of sets that name a head pose network
  std::optional<EyeOpenness> eyes;      // of sets that name a landmark network
  std::optional<float> mouth_openness;  // of sets that name a landmark network; reported only
};

// All measures of one face. Pure.
[[nodiscard]] QualityReport assess(const Inspection& inspection);

// What to say while a person holds the camera, the most important first; nothing when the picture will do.
// Strict and gentle: each of these can be mended by the person there and then, and none of them stops
// anybody. Limits: kHint. At most one of kTooFar, kTooNear and kTooSmall, and one of kDark and kBacklight.
// Eyes, mouth and brows are looked at only in a face that is lit, sharp and not turned: elsewhere their
// measures mislead. Never kNoFace or kManyFaces.
[[nodiscard]] std::vector<Advice> advise(const QualityReport& report);

// Why a frame cannot be compared, or nothing. Limits: kRefusal. Lenient: refuses only what was measured to
// spoil the comparison, so that nobody is sent away who would have been recognised.
//   Refuses      kTooSmall, kDark, kBacklight, kOverexposed, kBlur, kTurned (beyond half profile), kTilted
//                (YuNet's points drift from 25 degrees on). In the dark YuNet loses the face first: see
//                advise_empty.
//   Only hints   kTooFar, kTooNear and kOffCentre (a face at the picture's edge compares; one that is cut in
//   half
//                reads as turned or not at all); kEyesClosed (old, blind and tired people keep them shut, and
//                faces compare all the same); kCovered (a beard or a fringe looks much the same; the
//                comparison itself falls with a mask).
// Shut eyes in every frame may also mean a person who is asleep or dead: that is for liveness and the
// decision policy, which find them in the report.
[[nodiscard]] std::optional<Advice> refusal(const QualityReport& report);

// The same for a picture in which no face was found: the likely cause (kDark, kOverexposed, kBlur; of the
// whole picture) first, then kNoFace. 1 ms for 640x480.
[[nodiscard]] std::vector<Advice> advise_empty(const Image& image);

// Everything for one picture of the camera, the face searched quickly: what the hint endpoint answers. With
// fusion-2026.1 on one core, without decoding: see docs/quality.md. Errors: kInternal when a network fails.
[[nodiscard]] Result<std::vector<Advice>> advise(const Engine& engine, Decoded decoded);

}  // namespace jianzai::face::quality
