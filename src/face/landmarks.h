#pragma once

#include <array>
#include <memory>

#include "base/result.h"
#include "face/geometry.h"
#include "face/infer/network.h"
#include "face/locate.h"
#include "face/models.h"

namespace jianzai::face {

// 106 points of a face in the order of ZQCNN's det5-112: 52-57 the image-left eye (52, 55 its corners; 72
// above, 73 below its middle), 58-63 the image-right eye (58, 61; 75, 76), 46 the nose tip, 84 and 90 the
// mouth's corners, 96 and 100 the inner ones, 98 and 102 the inner lips.
using Landmarks106 = std::array<Point, 106>;

// Eyes' middles, nose tip and mouth corners out of the 106.
[[nodiscard]] FivePoints five_points(const Landmarks106& points);

// Height of the opening over the eye's width (eye aspect ratio), about [0, 0.5]: open 0.2-0.35, shut below
// 0.06, cast down 0.05-0.12. Medians of open eyes: London neutral 0.30, LFW East Asian 0.24, 60+ 0.25.
struct EyeOpenness {
  float image_left = 0;  // the subject's right eye
  float image_right = 0;
};
[[nodiscard]] EyeOpenness eye_openness(const Landmarks106& points);

// Gap between the inner lips over the distance of the mouth's inner corners; shut below 0.1, open from 0.35
// on.
[[nodiscard]] float mouth_openness(const Landmarks106& points);

// ZQCNN's det5-112-gray (landmarks106_zqcnn.pb; MIT). Cuts a square around the face, turned so that the mouth
// is below the eyes, and looks twice: around the box, then around its own points. Thread-safe. 2 ms.
class Landmarks106Finder {
 public:
  // Errors: kUnavailable when the entry is not a grey square in and 212 numbers out.
  [[nodiscard]] static Result<std::unique_ptr<Landmarks106Finder>> create(
      const NetworkEntry& entry, std::unique_ptr<infer::Network> network);

  // In pixels of `image`; may lie beyond its edge. Errors: kInternal when the network fails or the face has
  // no size.
  [[nodiscard]] Result<Landmarks106> find(const Image& image, const Face& face) const;

 private:
  Landmarks106Finder(const NetworkEntry& entry, std::unique_ptr<infer::Network> network);
  [[nodiscard]] Result<Landmarks106> look(const Image& image, Point centre, float side_px, Point down) const;

  std::unique_ptr<infer::Network> network_;
  PixelForm pixels_;
  int side_;
};

}  // namespace jianzai::face
