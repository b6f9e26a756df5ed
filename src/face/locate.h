#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "face/geometry.h"
#include "image/image.h"

namespace jianzai::face {

// A face in a picture, in pixels of that picture.
struct Face {
  Box box;
  FivePoints points{};
  std::vector<Point> outline68;  // the 68 points of iBUG 300-W, from locators that find them; else empty
  float score = 0;               // the detector's certainty in [0, 1]; not comparable between detectors
};

// Finds faces and their landmarks. Thread-safe.
class FaceLocator {
 public:
  virtual ~FaceLocator() = default;
  // Best first; empty when there is none. Errors: kInternal when a network fails.
  [[nodiscard]] virtual Result<std::vector<Face>> locate(const Image& image) const = 0;
};

}  // namespace jianzai::face
