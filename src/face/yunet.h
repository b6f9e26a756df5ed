#pragma once

#include <memory>

#include "face/infer/network.h"
#include "face/locate.h"

namespace jianzai::face {

// YuNet of March 2022 (S. Yu et al.; opencv_zoo face_detection_yunet_2022mar, MIT). Decodes loc, conf and iou
// as OpenCV 4.6's FaceDetectorYN does, without needing objdetect.
//
// The picture is shrunk to a long side of at most kDetectionSide_px and set in a black border, because a face
// that fills the frame to its edges is missed without one. About 11 ms for 250x250, 36 ms from 640x480 on.
class YunetLocator final : public FaceLocator {
 public:
  explicit YunetLocator(std::unique_ptr<infer::Network> network) : network_(std::move(network)) {}
  [[nodiscard]] Result<std::vector<Face>> locate(const Image& image) const override;

  static constexpr int kDetectionSide_px = 480;
  static constexpr float kBorderShare = 0.125F;  // of the long side, on each side
  // Of 1,459 test pictures (LFW, London, msfamily, liveness samples; November 2026) the lowest score was
  // 0.91; JPEG noise gives "faces" of 0.67 to 0.70.
  static constexpr float kScoreMin = 0.8F;
  // Standard deviation of the luma (0-255) inside the box. The network sees faces of up to 0.93 in a black
  // frame (a covered lens), and two of those would even match. The lowest of the same 1,459 pictures
  // was 19.5.
  static constexpr double kContrastMin = 8;
  static constexpr float kOverlapMax = 0.3F;  // intersection over union of two faces
  static constexpr int kCandidatesMax = 5000;

 private:
  std::unique_ptr<infer::Network> network_;
};

}  // namespace jianzai::face
