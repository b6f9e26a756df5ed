#pragma once

#include <memory>

#include "base/result.h"
#include "face/geometry.h"
#include "face/infer/network.h"
#include "face/models.h"
#include "image/image.h"

namespace jianzai::face {

// Degrees, 0 = facing the camera upright; signs as in ISO/IEC 19794-5:2011, from the subject's point of view.
// Seen in an unmirrored picture, the subject's left is on the right.
struct HeadPose {
  float yaw_deg = 0;    // positive: turned to the subject's left (the nose goes to the picture's right)
  float pitch_deg = 0;  // positive: looks down
  float roll_deg = 0;   // positive: tilted to the subject's right shoulder (counter-clockwise in the picture)
};

// ZQCNN's headposegaze-112-gray (headposegaze_zqcnn.pb; MIT). The face is turned upright by its five points
// first; that turn is part of the roll that comes back. Thread-safe. 1.3 ms.
class HeadPoseEstimator {
 public:
  // Errors: kUnavailable when the entry has no alignment, no grey input or not 9 numbers out.
  [[nodiscard]] static Result<std::unique_ptr<HeadPoseEstimator>> create(
      const NetworkEntry& entry, std::unique_ptr<infer::Network> network);

  // `points` best from Landmarks106 (five_points). Errors: kInternal when the network fails or the points
  // coincide.
  [[nodiscard]] Result<HeadPose> estimate(const Image& image, const FivePoints& points) const;

 private:
  HeadPoseEstimator(const NetworkEntry& entry, std::unique_ptr<infer::Network> network);

  std::unique_ptr<infer::Network> network_;
  FivePoints places_;
  PixelForm pixels_;
  int width_;
  int height_;
};

}  // namespace jianzai::face
