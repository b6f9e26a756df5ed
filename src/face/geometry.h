#pragma once

#include <algorithm>
#include <array>
#include <cmath>

namespace jianzai::face {

// Pixels from the upper left corner of the upright picture; x to the right, y down.
struct Point {
  float x = 0;
  float y = 0;
};

// Upper left corner and size, in pixels. May reach beyond the picture.
struct Box {
  float x = 0;
  float y = 0;
  float width = 0;
  float height = 0;

  [[nodiscard]] float area() const { return width * height; }
  [[nodiscard]] Point centre() const { return {x + width / 2, y + height / 2}; }
};

// Intersection over union, in [0, 1].
[[nodiscard]] inline float overlap(const Box& a, const Box& b) {
  const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const float both = width * height;
  return both / (a.area() + b.area() - both);
}

// Image-left eye, image-right eye, nose tip, image-left mouth corner, image-right mouth corner.
using FivePoints = std::array<Point, 5>;

[[nodiscard]] inline float distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

// The distance between the eyes' centres, in pixels.
[[nodiscard]] inline float interocular_px(const FivePoints& points) { return distance(points[0], points[1]); }

}  // namespace jianzai::face
