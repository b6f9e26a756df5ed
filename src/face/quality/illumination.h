// Where the light comes from.
#pragma once

#include <optional>

#include "face/geometry.h"
#include "face/quality/aligned_face.h"

namespace jianzai::face::quality {

// ISO/IEC 29794-5 illumination uniformity: what the luma histograms (16 bins) of the two cheeks share, in
// [0, 1]; 1 = lit alike from both sides. 0 when a cheek is outside of the picture.
[[nodiscard]] float illumination_uniformity(const AlignedFace& face);

// How much brighter the surroundings are than the face: log2 of the ratio of their mean linear luminances
// (sRGB decoded), in stops, about [-10, 10]; above 0 = light from behind. The surroundings are what is
// outside of the box after it has grown by half on every side (hair, neck) at most; nothing when that is less
// than a twentieth of the picture.
[[nodiscard]] std::optional<float> backlight_stops(const Image& image, const Box& box,
                                                   const AlignedFace& face);

// sRGB's transfer function undone (IEC 61966-2-1): 0-255 to [0, 1], proportional to light.
[[nodiscard]] float linear_from_srgb(std::uint8_t value);

}  // namespace jianzai::face::quality
