#pragma once

#include <optional>
#include <span>

#include "face/geometry.h"
#include "image/image.h"

namespace jianzai::face {

// x' = a x - b y + dx, y' = b x + a y + dy: turn, scale, shift; no reflection.
struct Similarity {
  double a = 1;
  double b = 0;
  double dx = 0;
  double dy = 0;

  [[nodiscard]] Point apply(Point p) const {
    return {static_cast<float>(a * p.x - b * p.y + dx), static_cast<float>(b * p.x + a * p.y + dy)};
  }
  [[nodiscard]] double scale() const;
  // The way back. Of a scale above 0.
  [[nodiscard]] Similarity inverse() const;
};

// The similarity that takes `from` to `to` with the least sum of squared distances (Umeyama, PAMI 13(4),
// 1991, without reflections). Both of the same length. Nothing with fewer than 2 points or when `from`
// coincide.
[[nodiscard]] std::optional<Similarity> fit_similarity(std::span<const Point> from,
                                                       std::span<const Point> to);

// The `width` x `height` picture of which each pixel p shows the source at transform^-1(p); black outside.
// Bilinear; shrinks by area first when the source is more than twice as fine, so that no pixels are skipped.
[[nodiscard]] Image warp(const Image& image, const Similarity& transform, int width, int height);

}  // namespace jianzai::face
