#pragma once

#include <memory>

#include "face/infer/network.h"
#include "face/locate.h"

namespace jianzai::face {

// YuNet of March 2022 (S. Yu et al.; opencv_zoo face_detection_yunet_2022mar, MIT). Decodes loc, conf and iou
// as OpenCV 4.6's FaceDetectorYN does, without needing objdetect.
//
// The picture is shrunk to a long side of at most kDetectionSide_px and set in a black border, because a face
// that fills the frame to its edges is missed without one. Cost: 8 ms for 250x250, 22 ms for 640x480.
class YunetLocator final : public FaceLocator {
 public:
  explicit YunetLocator(std::unique_ptr<infer::Network> network) : network_(std::move(network)) {}
  [[nodiscard]] Result<std::vector<Face>> locate(const Image& image) const override;

  static constexpr int kDetectionSide_px = 480;
  static constexpr float kBorderShare = 0.125F;  // of the long side, on each side
  // At 0.6 every one of the 13,233 LFW and 487 other pictures had a face (MODELS.md, November 2026).
  static constexpr float kScoreMin = 0.6F;
  static constexpr float kOverlapMax = 0.3F;  // intersection over union of two faces
  static constexpr int kCandidatesMax = 5000;

 private:
  std::unique_ptr<infer::Network> network_;
};

}  // namespace jianzai::face
