#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "face/locate.h"
#include "image/image.h"

namespace jianzai::face::quality {

// The face as the recognisers see it (the places of mbf_foamliu's manifest entry, 35 px between the eyes)
// with the chin added, so that a measure means the same for every size, place and tilt, and says something
// about what is compared.
inline constexpr int kAlignedWidth_px = 112;
inline constexpr int kAlignedHeight_px = 128;
inline constexpr FivePoints kAlignedPlaces{Point{38.2946F, 51.6963F}, Point{73.5318F, 51.5014F},
                                           Point{56.0252F, 71.7366F}, Point{41.5493F, 92.3655F},
                                           Point{70.7299F, 92.2041F}};

struct AlignedFace {
  static constexpr std::size_t kPixels =
      static_cast<std::size_t>(kAlignedWidth_px) * static_cast<std::size_t>(kAlignedHeight_px);

  Image pixels;                      // BGR, 112x128; black outside of the picture
  std::vector<float> luma;           // ITU-R BT.601, 0-255, row-major
  std::vector<std::uint8_t> inside;  // 1 where the picture was
  std::vector<std::uint8_t> region;  // 1 on the face, from the brows to the chin, where the picture was

  [[nodiscard]] static std::size_t at(int x, int y) {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(kAlignedWidth_px) +
           static_cast<std::size_t>(x);
  }
};

// Nothing when the face's points coincide. 0.2 ms.
[[nodiscard]] std::optional<AlignedFace> align_face(const Image& image, const FivePoints& points);

}  // namespace jianzai::face::quality
