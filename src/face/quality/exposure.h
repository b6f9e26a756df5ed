// How much light is on the face. All on the face region of the aligned face, whose size in the picture does
// not matter.
#pragma once

#include "face/quality/aligned_face.h"

namespace jianzai::face::quality {

// ISO/IEC 29794-5 luminance mean: mean luma / 255, in [0, 1]. 0 when the face lies outside of the picture.
[[nodiscard]] float luminance_mean(const AlignedFace& face);

// ISO/IEC 29794-5 under-exposure prevention, as the share of pixels with a luma of at most 25, in [0, 1].
[[nodiscard]] float under_exposed_share(const AlignedFace& face);

// ISO/IEC 29794-5 over-exposure prevention, as the share of pixels with a luma of at least 247, in [0, 1].
[[nodiscard]] float over_exposed_share(const AlignedFace& face);

// ISO/IEC 29794-5 dynamic range: entropy of the luma's histogram of 256 values, bits, [0, 8].
[[nodiscard]] float dynamic_range_bits(const AlignedFace& face);

// Of a whole picture.
struct WholeExposure {
  float bright_luma = 0;         // 95th percentile, 0-255: what little there is to see
  float over_exposed_share = 0;  // pixels with a luma of at least 247, in [0, 1]
};
// At most 160x160 pixels are looked at. Nothing but zeros for an empty image.
[[nodiscard]] WholeExposure whole_exposure(const Image& image);

}  // namespace jianzai::face::quality
