#include "face/ssd.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>

namespace jianzai::face {
namespace {

constexpr std::size_t kLevels = 6;
constexpr std::size_t kChannels = 5;  // dy, dx, dh, dw, logit

// A prior box's size, as a share of the input.
struct Shape {
  float width;
  float height;
};

// The prior boxes of W. Liu et al., SSD, ECCV 2016, section 2.2, in the order of TensorFlow's object
// detection: scales 0.2 to 0.95, and on the finest level only three.
std::array<std::vector<Shape>, kLevels> prior_shapes() {
  constexpr std::array<float, kLevels + 1> kScales{0.2F, 0.35F, 0.5F, 0.65F, 0.8F, 0.95F, 1.0F};
  const auto shape = [](float scale, float ratio) {
    return Shape{scale * std::sqrt(ratio), scale / std::sqrt(ratio)};
  };
  std::array<std::vector<Shape>, kLevels> levels;
  levels[0] = {shape(0.1F, 1), shape(kScales[0], 2), shape(kScales[0], 0.5F)};
  for (std::size_t i = 1; i < kLevels; ++i) {
    levels[i].push_back(shape(kScales[i], 1));
    levels[i].push_back(shape(std::sqrt(kScales[i] * kScales[i + 1]), 1));
    for (const float ratio : {2.0F, 0.5F, 3.0F, 0.3333F}) levels[i].push_back(shape(kScales[i], ratio));
  }
  return levels;
}

std::vector<FaceBox> suppress(std::vector<FaceBox> faces) {
  std::stable_sort(faces.begin(), faces.end(),
                   [](const FaceBox& a, const FaceBox& b) { return a.score > b.score; });
  std::vector<FaceBox> kept;
  for (const auto& face : faces) {
    const bool known = std::any_of(kept.begin(), kept.end(), [&](const FaceBox& other) {
      return overlap(face.box, other.box) > SsdDetector::kOverlapMax;
    });
    if (!known) kept.push_back(face);
  }
  return kept;
}

// The picture in the middle of a black square.
struct Canvas {
  Image image;
  float scale;  // canvas pixel = picture pixel x scale + offset
  int left;
  int top;
};

Canvas make_canvas(const Image& image, float margin) {
  constexpr int kSide = SsdDetector::kSide_px;
  const auto long_side = static_cast<float>(std::max(image.width(), image.height()));
  const float scale = static_cast<float>(kSide) / (long_side * (1 + 2 * margin));
  const auto shrunk = [&](int pixels) {
    return std::clamp(static_cast<int>(std::lround(static_cast<float>(pixels) * scale)), 1, kSide);
  };
  const Image resized = resize(image, shrunk(image.width()), shrunk(image.height()));
  Canvas canvas{.image = Image(kSide, kSide),
                .scale = scale,
                .left = (kSide - resized.width()) / 2,
                .top = (kSide - resized.height()) / 2};
  for (int y = 0; y < resized.height(); ++y) {
    std::memcpy(canvas.image.row(canvas.top + y) + 3 * static_cast<std::size_t>(canvas.left), resized.row(y),
                3 * static_cast<std::size_t>(resized.width()));
  }
  return canvas;
}

}  // namespace

Result<std::vector<FaceBox>> SsdDetector::detect(const Image& image, float margin) const {
  if (image.empty()) return std::vector<FaceBox>{};
  const Canvas canvas = make_canvas(image, margin);
  static const std::array<std::vector<Shape>, kLevels> kPriors = prior_shapes();
  static const std::string kOutputs[] = {"head0", "head1", "head2", "head3", "head4", "head5"};
  const auto out =
      TRY(network_->run(infer::to_tensor(canvas.image, {.colour = ColourOrder::kRgb}), kOutputs));
  const float side = static_cast<float>(kSide_px) / canvas.scale;  // of the square, in pixels of the picture
  const float left = static_cast<float>(canvas.left) / canvas.scale;
  const float top = static_cast<float>(canvas.top) / canvas.scale;
  const float logit_min = -std::log(1 / kScoreMin - 1);
  std::vector<FaceBox> faces;
  for (std::size_t level = 0; level < kLevels; ++level) {
    const auto& priors = kPriors[level];
    const auto& map = out[level];
    if (map.shape.size() != 4 || map.shape[1] != static_cast<int>(kChannels * priors.size())) {
      return fail(ErrorCode::kInternal, "the detector's outputs do not fit its priors");
    }
    const int rows = map.shape[2];
    const int columns = map.shape[3];
    const auto plane = static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
    for (std::size_t anchor = 0; anchor < priors.size(); ++anchor) {
      const float* values = map.values.data() + kChannels * anchor * plane;
      for (std::size_t cell = 0; cell < plane; ++cell) {
        const float logit = values[4 * plane + cell];
        if (!(logit >= logit_min)) continue;
        const std::size_t whole_rows = cell / static_cast<std::size_t>(columns);
        const auto row = static_cast<float>(whole_rows);
        const auto column = static_cast<float>(cell % static_cast<std::size_t>(columns));
        const Shape prior = priors[anchor];
        const float width = prior.width * std::exp(values[3 * plane + cell] / 5);
        const float height = prior.height * std::exp(values[2 * plane + cell] / 5);
        const float x = (column + 0.5F) / static_cast<float>(columns) +
                        values[plane + cell] / 10 * prior.width - width / 2;
        const float y =
            (row + 0.5F) / static_cast<float>(rows) + values[cell] / 10 * prior.height - height / 2;
        faces.push_back({.box = {x * side - left, y * side - top, width * side, height * side},
                         .score = 1 / (1 + std::exp(-logit))});
      }
    }
  }
  return suppress(std::move(faces));
}

}  // namespace jianzai::face
