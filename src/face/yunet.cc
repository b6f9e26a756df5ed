#include "face/yunet.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

namespace jianzai::face {
namespace {

// A cell of a feature map with its prior box, in pixels of the network's input.
struct Prior {
  float x;
  float y;
  float side;
};

std::vector<Prior> priors_for(int width, int height) {
  static constexpr int kSteps[] = {8, 16, 32, 64};
  static const std::vector<float> kSides[] = {{10, 16, 24}, {32, 48}, {64, 96}, {128, 192, 256}};
  std::vector<Prior> priors;
  int columns = (width + 1) / 2 / 2;
  int rows = (height + 1) / 2 / 2;
  for (int level = 0; level < 4; ++level) {
    columns /= 2;
    rows /= 2;
    const auto step = static_cast<float>(kSteps[level]);
    for (int row = 0; row < rows; ++row) {
      for (int column = 0; column < columns; ++column) {
        for (const float side : kSides[level]) {
          priors.push_back(
              {(static_cast<float>(column) + 0.5F) * step, (static_cast<float>(row) + 0.5F) * step, side});
        }
      }
    }
  }
  return priors;
}

// Keeps the best of those that overlap. Best first.
std::vector<Face> suppress(std::vector<Face> faces) {
  std::stable_sort(faces.begin(), faces.end(),
                   [](const Face& a, const Face& b) { return a.score > b.score; });
  if (faces.size() > YunetLocator::kCandidatesMax) faces.resize(YunetLocator::kCandidatesMax);
  std::vector<Face> kept;
  for (const auto& face : faces) {
    const bool known = std::any_of(kept.begin(), kept.end(), [&](const Face& other) {
      return overlap(face.box, other.box) > YunetLocator::kOverlapMax;
    });
    if (!known) kept.push_back(face);
  }
  return kept;
}

// The standard deviation of the luma in the part of the box that lies inside the picture.
double contrast(const Image& image, const Box& box) {
  const auto clip = [](float value, int end) {
    return static_cast<int>(std::clamp(value, 0.0F, static_cast<float>(end)));
  };
  const int right = clip(box.x + box.width, image.width());
  const int bottom = clip(box.y + box.height, image.height());
  double count = 0;
  double sum = 0;
  double squares = 0;
  for (int y = clip(box.y, image.height()); y < bottom; ++y) {
    for (int x = clip(box.x, image.width()); x < right; ++x) {
      const std::uint8_t* pixel = image.row(y) + 3 * static_cast<std::size_t>(x);
      const double luma = 0.114 * pixel[0] + 0.587 * pixel[1] + 0.299 * pixel[2];
      ++count;
      sum += luma;
      squares += luma * luma;
    }
  }
  if (count == 0) return 0;
  return std::sqrt(std::max(0.0, squares / count - (sum / count) * (sum / count)));
}

// The shrunk picture inside its border; a multiple of 32 in both directions.
struct Canvas {
  Image image;
  float scale_x = 1;  // canvas pixel = picture pixel x scale + offset
  float scale_y = 1;
  int left = 0;
  int top = 0;
};

Canvas make_canvas(const Image& image) {
  const int long_side = std::max(image.width(), image.height());
  const double scale = std::min(1.0, static_cast<double>(YunetLocator::kDetectionSide_px) / long_side);
  const int width = std::max(1, static_cast<int>(std::lround(image.width() * scale)));
  const int height = std::max(1, static_cast<int>(std::lround(image.height() * scale)));
  const int border =
      static_cast<int>(std::lround(YunetLocator::kBorderShare * static_cast<float>(std::max(width, height))));
  const auto padded = [&](int side) { return (side + 2 * border + 31) / 32 * 32; };
  Canvas canvas{.image = Image(padded(width), padded(height)),
                .scale_x = static_cast<float>(width) / static_cast<float>(image.width()),
                .scale_y = static_cast<float>(height) / static_cast<float>(image.height()),
                .left = (padded(width) - width) / 2,
                .top = (padded(height) - height) / 2};
  const bool as_is = width == image.width() && height == image.height();
  const Image shrunk = as_is ? Image() : resize(image, width, height);
  const Image& source = as_is ? image : shrunk;
  for (int y = 0; y < height; ++y) {
    std::memcpy(canvas.image.row(canvas.top + y) + 3 * static_cast<std::size_t>(canvas.left), source.row(y),
                3 * static_cast<std::size_t>(width));
  }
  return canvas;
}

}  // namespace

Result<std::vector<Face>> YunetLocator::locate(const Image& image) const {
  if (image.empty()) return std::vector<Face>{};
  const Canvas canvas = make_canvas(image);
  static const std::string kOutputs[] = {"loc", "conf", "iou"};
  const auto out =
      TRY(network_->run(infer::to_tensor(canvas.image, {.colour = ColourOrder::kBgr}), kOutputs));
  const auto priors = priors_for(canvas.image.width(), canvas.image.height());
  if (out[0].values.size() != 14 * priors.size() || out[1].values.size() != 2 * priors.size() ||
      out[2].values.size() != priors.size()) {
    return fail(ErrorCode::kInternal, "the detector's outputs do not fit its priors");
  }
  const auto to_picture = [&](float x, float y) {
    return Point{(x - static_cast<float>(canvas.left)) / canvas.scale_x,
                 (y - static_cast<float>(canvas.top)) / canvas.scale_y};
  };
  constexpr float kCentreVariance = 0.1F;
  constexpr float kHeightVariance = 0.2F;
  std::vector<Face> faces;
  for (std::size_t i = 0; i < priors.size(); ++i) {
    const float score = std::sqrt(std::clamp(out[1].values[2 * i + 1], 0.0F, 1.0F) *
                                  std::clamp(out[2].values[i], 0.0F, 1.0F));
    if (!(score >= kScoreMin)) continue;
    const float* loc = out[0].values.data() + 14 * i;
    const Prior& prior = priors[i];
    const float unit = kCentreVariance * prior.side;
    const float width = prior.side * std::exp(loc[2] * kCentreVariance);
    const float height = prior.side * std::exp(loc[3] * kHeightVariance);
    const Point corner =
        to_picture(prior.x + loc[0] * unit - width / 2, prior.y + loc[1] * unit - height / 2);
    Face face{.box = {corner.x, corner.y, width / canvas.scale_x, height / canvas.scale_y},
              .points = {},
              .outline68 = {},
              .score = score};
    for (std::size_t p = 0; p < face.points.size(); ++p) {
      face.points[p] = to_picture(prior.x + loc[4 + 2 * p] * unit, prior.y + loc[5 + 2 * p] * unit);
    }
    faces.push_back(std::move(face));
  }
  faces = suppress(std::move(faces));
  std::erase_if(faces, [&](const Face& face) { return contrast(image, face.box) < kContrastMin; });
  return faces;
}

}  // namespace jianzai::face
