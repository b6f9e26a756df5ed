#pragma once

#include <vector>

#include "base/result.h"
#include "face/locate.h"

namespace jianzai::face {

// Turns one face into a vector: its own alignment, its own preprocessing. Thread-safe.
class Recogniser {
 public:
  virtual ~Recogniser() = default;
  // Of length 1. Errors: kInternal when a network fails or the face's points coincide.
  [[nodiscard]] virtual Result<std::vector<float>> embed(const Image& image, const Face& face) const = 0;
};

}  // namespace jianzai::face
