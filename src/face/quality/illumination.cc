#include "face/quality/illumination.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace jianzai::face::quality {
namespace {

std::array<float, 256> make_linear_table() {
  std::array<float, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double v = static_cast<double>(i) / 255;
    table[i] = static_cast<float>(v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4));
  }
  return table;
}

// ITU-R BT.709, of linear light.
float luminance(const std::uint8_t* bgr) {
  return 0.0722F * linear_from_srgb(bgr[0]) + 0.7152F * linear_from_srgb(bgr[1]) +
         0.2126F * linear_from_srgb(bgr[2]);
}

constexpr std::size_t kBins = 16;
constexpr int kCheekHalf_px = 7;  // a square of 0.4 of the distance between the eyes

std::optional<std::array<float, kBins>> cheek_histogram(const AlignedFace& face, int centre_x, int centre_y) {
  std::array<float, kBins> bins{};
  int total = 0;
  for (int y = centre_y - kCheekHalf_px; y <= centre_y + kCheekHalf_px; ++y) {
    for (int x = centre_x - kCheekHalf_px; x <= centre_x + kCheekHalf_px; ++x) {
      const std::size_t i = AlignedFace::at(x, y);
      if (face.inside[i] == 0) continue;
      bins[std::min(static_cast<std::size_t>(face.luma[i] / (256.0F / kBins)), kBins - 1)] += 1;
      ++total;
    }
  }
  if (total == 0) return std::nullopt;
  for (float& bin : bins) bin /= static_cast<float>(total);
  return bins;
}

}  // namespace

float linear_from_srgb(std::uint8_t value) {
  static const auto table = make_linear_table();
  return table[value];
}

float illumination_uniformity(const AlignedFace& face) {
  // Below the eyes, half way to the mouth.
  const auto left = cheek_histogram(face, 38, 74);
  const auto right = cheek_histogram(face, 74, 74);
  if (!left || !right) return 0;
  float shared = 0;
  for (std::size_t i = 0; i < kBins; ++i) shared += std::min((*left)[i], (*right)[i]);
  return shared;
}

std::optional<float> backlight_stops(const Image& image, const Box& box, const AlignedFace& face) {
  constexpr float kFloor = 0.001F;  // about the noise of a phone's sensor
  constexpr float kGrow = 0.5F;
  const float left = box.x - kGrow * box.width;
  const float right = box.x + (1 + kGrow) * box.width;
  const float top = box.y - kGrow * box.height;
  // Below the face is the body, whose clothes say nothing about the light behind.
  const int step = std::max(1, std::max(image.width(), image.height()) / 160);
  double sum = 0;
  int outside = 0;
  int all = 0;
  for (int y = 0; y < image.height(); y += step) {
    const std::uint8_t* row = image.row(y);
    for (int x = 0; x < image.width(); x += step) {
      ++all;
      const auto fx = static_cast<float>(x);
      if (left < fx && fx < right && top < static_cast<float>(y)) continue;
      sum += luminance(row + 3 * static_cast<std::size_t>(x));
      ++outside;
    }
  }
  if (20 * outside < all || outside == 0) return std::nullopt;
  double on_face = 0;
  int count = 0;
  for (int y = 0; y < kAlignedHeight_px; ++y) {
    const std::uint8_t* row = face.pixels.row(y);
    for (int x = 0; x < kAlignedWidth_px; ++x) {
      if (face.region[AlignedFace::at(x, y)] == 0) continue;
      on_face += luminance(row + 3 * static_cast<std::size_t>(x));
      ++count;
    }
  }
  if (count == 0) return std::nullopt;
  const double behind = std::max<double>(sum / outside, kFloor);
  return static_cast<float>(std::log2(behind / std::max<double>(on_face / count, kFloor)));
}

}  // namespace jianzai::face::quality
