#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "face/geometry.h"
#include "face/infer/network.h"
#include "image/image.h"

namespace jianzai::face {

// A face without landmarks, in pixels of the picture.
struct FaceBox {
  Box box;
  float score = 0;  // [0, 1]
};

// The face detector of @vladmandic/face-api: SSD on MobileNet v1 at 512x512 (models/starter/networks.mjs says
// what its six outputs hold). Thread-safe. About 110 ms a call.
class SsdDetector {
 public:
  explicit SsdDetector(std::unique_ptr<infer::Network> network) : network_(std::move(network)) {}
  // Best first. `margin`: how wide a black margin the picture gets on each side, as a share of its long side.
  // Errors: kInternal when the network fails.
  [[nodiscard]] Result<std::vector<FaceBox>> detect(const Image& image, float margin) const;

  static constexpr int kSide_px = 512;
  static constexpr float kScoreMin = 0.5F;
  static constexpr float kOverlapMax = 0.4F;  // intersection over union of two faces

 private:
  std::unique_ptr<infer::Network> network_;
};

}  // namespace jianzai::face
