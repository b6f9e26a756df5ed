#include "face/quality/exposure.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace jianzai::face::quality {
namespace {

struct Histogram {
  std::array<int, 256> counts{};
  int total = 0;

  [[nodiscard]] float share(int from, int to) const {
    int count = 0;
    for (int value = from; value <= to; ++value) count += counts[static_cast<std::size_t>(value)];
    return total > 0 ? static_cast<float>(count) / static_cast<float>(total) : 0;
  }
};

Histogram histogram(const AlignedFace& face) {
  Histogram histogram;
  for (std::size_t i = 0; i < AlignedFace::kPixels; ++i) {
    if (face.region[i] == 0) continue;
    ++histogram.counts[static_cast<std::size_t>(std::clamp(std::lround(face.luma[i]), 0L, 255L))];
    ++histogram.total;
  }
  return histogram;
}

}  // namespace

float luminance_mean(const AlignedFace& face) {
  double sum = 0;
  int total = 0;
  for (std::size_t i = 0; i < AlignedFace::kPixels; ++i) {
    if (face.region[i] == 0) continue;
    sum += face.luma[i];
    ++total;
  }
  return total > 0 ? static_cast<float>(sum / (255.0 * total)) : 0;
}

float under_exposed_share(const AlignedFace& face) { return histogram(face).share(0, 25); }

float over_exposed_share(const AlignedFace& face) { return histogram(face).share(247, 255); }

float dynamic_range_bits(const AlignedFace& face) {
  const Histogram all = histogram(face);
  double bits = 0;
  for (const int count : all.counts) {
    if (count == 0) continue;
    const double p = static_cast<double>(count) / all.total;
    bits -= p * std::log2(p);
  }
  return static_cast<float>(bits);
}

WholeExposure whole_exposure(const Image& image) {
  Histogram all;
  const int step = std::max(1, std::max(image.width(), image.height()) / 160);
  for (int y = 0; y < image.height(); y += step) {
    const std::uint8_t* row = image.row(y);
    for (int x = 0; x < image.width(); x += step) {
      const std::uint8_t* pixel = row + 3 * static_cast<std::size_t>(x);
      const float luma = 0.114F * pixel[0] + 0.587F * pixel[1] + 0.299F * pixel[2];
      ++all.counts[static_cast<std::size_t>(std::clamp(std::lround(luma), 0L, 255L))];
      ++all.total;
    }
  }
  WholeExposure whole{.bright_luma = 0, .over_exposed_share = all.share(247, 255)};
  int seen = 0;
  for (std::size_t value = 0; value < all.counts.size(); ++value) {
    seen += all.counts[value];
    if (20 * seen < 19 * all.total) continue;
    whole.bright_luma = static_cast<float>(value);
    break;
  }
  return whole;
}

}  // namespace jianzai::face::quality
