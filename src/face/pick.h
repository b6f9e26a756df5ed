// Which of the faces in a picture is meant.
#pragma once

#include <span>
#include <string_view>

#include <tl/expected.hpp>

#include "face/locate.h"

namespace jianzai::face {

enum class FacePick {
  kSolePerson,     // a person in front of a camera: the main face, refused when another one rivals it
  kNearestCentre,  // benchmarks (LFW): the face nearest to the middle, whatever else is there
};

// Why a picture holds no face that can be used. A value, not an Error. The wire names are reason codes.
enum class Refusal { kNoFace, kManyFaces, kTooFar };
[[nodiscard]] std::string_view to_text(Refusal refusal);  // `NO_FACE`, `MANY_FACES`, `TOO_FAR`

// A second face whose box has at least this share of the main face's area makes it unclear who is meant: 0.35
// is a person at 1.7 times the distance. Passers-by and pictures on the wall are smaller.
inline constexpr float kRivalAreaShareMin = 0.35F;

// Between the eyes' centres, in pixels of what the recognisers are cut from. Their inputs have 35 and 47;
// from half of that on, too much is made up.
inline constexpr float kInterocularMin_px = 24;

// The main face is the one with the largest box. kTooFar and
// kManyFaces are for kSolePerson only.
[[nodiscard]] tl::expected<Face, Refusal> pick_face(std::span<const Face> faces, int image_width,
                                                    int image_height, FacePick pick);

}  // namespace jianzai::face
