#include "face/quality/sharpness.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace jianzai::face::quality {
namespace {

constexpr int kNear_px = 1;
constexpr int kFar_px = 8;  // about an eye's width on the aligned face

struct Structure {
  float fine = 0;    // root mean square of the second difference over kNear_px, least of four directions
  float coarse = 0;  // over kFar_px, largest of four directions: what moved in one direction stays in another
};

template <class Counts>
Structure structure(const cv::Mat& luma, Counts counts) {
  struct Direction {
    int dx;
    int dy;
  };
  constexpr std::array<Direction, 4> kDirections{{{1, 0}, {0, 1}, {1, 1}, {1, -1}}};
  Structure out{.fine = INFINITY, .coarse = 0};
  for (const auto [dx, dy] : kDirections) {
    double fine = 0;
    double coarse = 0;
    int count = 0;
    for (int y = kFar_px; y < luma.rows - kFar_px; ++y) {
      for (int x = kFar_px; x < luma.cols - kFar_px; ++x) {
        if (!counts(x, y)) continue;
        const auto second = [&](int reach) {
          return luma.at<float>(y, x) - 0.5F * (luma.at<float>(y + reach * dy, x + reach * dx) +
                                                luma.at<float>(y - reach * dy, x - reach * dx));
        };
        const float near = second(kNear_px);
        const float far = second(kFar_px);
        fine += near * near;
        coarse += far * far;
        ++count;
      }
    }
    if (count == 0) return {};
    out.fine = std::min(out.fine, static_cast<float>(std::sqrt(fine / count)));
    out.coarse = std::max(out.coarse, static_cast<float>(std::sqrt(coarse / count)));
  }
  return out;
}

}  // namespace

float sharpness(const AlignedFace& face) {
  const cv::Mat luma(kAlignedHeight_px, kAlignedWidth_px, CV_32F, const_cast<float*>(face.luma.data()));
  const auto found = structure(luma, [&](int x, int y) { return face.region[AlignedFace::at(x, y)] != 0; });
  return found.coarse > 0 ? found.fine / found.coarse : 0;
}

std::optional<float> sharpness(const Image& image) {
  constexpr int kSide_px = 160;
  constexpr float kStructureMin = 4;  // luma, 0-255: above a small sensor's noise, once shrunk
  const float scale = std::min(
      1.0F, static_cast<float>(kSide_px) / static_cast<float>(std::max(image.width(), image.height())));
  const auto side = [&](int px) {
    return std::max(1, static_cast<int>(std::lround(scale * static_cast<float>(px))));
  };
  const Image small = resize(image, side(image.width()), side(image.height()));
  cv::Mat luma(small.height(), small.width(), CV_32F);
  for (int y = 0; y < small.height(); ++y) {
    const std::uint8_t* pixel = small.row(y);
    for (int x = 0; x < small.width(); ++x, pixel += 3) {
      luma.at<float>(y, x) = 0.114F * pixel[0] + 0.587F * pixel[1] + 0.299F * pixel[2];
    }
  }
  const auto found = structure(luma, [](int, int) { return true; });
  if (found.coarse < kStructureMin) return std::nullopt;
  return found.fine / found.coarse;
}

}  // namespace jianzai::face::quality
