#pragma once

#include <array>
#include <memory>
#include <span>

#include "base/result.h"
#include "face/geometry.h"
#include "face/infer/network.h"
#include "face/models.h"
#include "image/image.h"

namespace jianzai::face::pad {

// Probability in [0, 1] that a frame shows a live face; higher = more like a bona fide presentation.
struct PassiveScore {
  double live = 0;                     // the lower of the two
  std::array<double, 2> by_network{};  // 2.7 times the box, 4.0 times
};

// What a threshold on `live` costs, on 279 live and 18 attack frames of few people (shared/models/MODELS.md,
// November 2026): 0.5 refuses 2.9 % of the live and passes 17 % of the attacks, 0.8 refuses 7.9 % and passes
// 11 %. A helper, not proof.
inline constexpr double kPassiveLiveMin = 0.8;

// MiniFASNetV2 and V1SE (minivision-ai/Silent-Face-Anti-Spoofing, Apache-2.0): passive presentation attack
// detection on single frames. Thread-safe. 5 ms.
class PassivePad {
 public:
  // The networks at 2.7 and at 4.0 times the box, in this order. Errors: kUnavailable when one is null or its
  // entry is not 1x3xHxW in and 3 numbers out.
  [[nodiscard]] static Result<std::unique_ptr<PassivePad>> create(
      std::span<const NetworkEntry* const, 2> entries,
      std::array<std::unique_ptr<infer::Network>, 2> networks);

  // Of the untouched camera frame: the networks look at the surroundings, too. `face`: the detector's box.
  // Errors: kInvalidRequest for an empty frame or box, kInternal when a network fails.
  [[nodiscard]] Result<PassiveScore> score(const Image& frame, const Box& face) const;

  // A few frames of one presentation: the middle one's `live`, so that one blurred frame decides nothing. 0
  // for none.
  [[nodiscard]] static double of_frames(std::span<const PassiveScore> scores);

 private:
  struct Part {
    std::unique_ptr<infer::Network> network;
    PixelForm pixels;
    int width = 0;
    int height = 0;
  };
  explicit PassivePad(std::array<Part, 2> parts) : parts_(std::move(parts)) {}

  std::array<Part, 2> parts_;
};

// Minivision's rule: the box widened about its centre by `scale`, by less where the frame is too small, and
// shifted inside it. Whole pixels; never empty for a frame and a box that are not.
struct Crop {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
};
[[nodiscard]] Crop passive_crop(int frame_width, int frame_height, const Box& face, double scale);

}  // namespace jianzai::face::pad
