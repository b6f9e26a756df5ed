#pragma once

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

// Image-left eye, image-right eye, nose tip, image-left mouth corner, image-right mouth corner.
using FivePoints = std::array<Point, 5>;

[[nodiscard]] inline float distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

// The distance between the eyes' centres, in pixels.
[[nodiscard]] inline float interocular_px(const FivePoints& points) { return distance(points[0], points[1]); }

}  // namespace jianzai::face
