#include "face/landmarks.h"

#include <algorithm>
#include <cmath>

#include "face/align.h"

namespace jianzai::face {
namespace {

constexpr float kMargin = 1.2F;  // side of the crop over the longer side of what it is cut around

Point middle(Point a, Point b) { return {(a.x + b.x) / 2, (a.y + b.y) / 2}; }

// From the eyes to the mouth, of length 1; straight down when they coincide.
Point face_down(const FivePoints& points) {
  const Point eyes = middle(points[0], points[1]);
  const Point mouth = middle(points[3], points[4]);
  const float length = distance(eyes, mouth);
  if (!(length > 1e-3F)) return {0, 1};
  return {(mouth.x - eyes.x) / length, (mouth.y - eyes.y) / length};
}

}  // namespace

FivePoints five_points(const Landmarks106& points) {
  return {middle(points[72], points[73]), middle(points[75], points[76]), points[46], points[84], points[90]};
}

EyeOpenness eye_openness(const Landmarks106& p) {
  const auto ratio = [&](std::size_t corner, std::size_t top, std::size_t bottom) {
    const float width = distance(p[corner], p[corner + 3]);
    if (!(width > 1e-3F)) return 0.0F;
    return (distance(p[corner + 1], p[corner + 5]) + distance(p[corner + 2], p[corner + 4]) +
            distance(p[top], p[bottom])) /
           (3 * width);
  };
  return {.image_left = ratio(52, 72, 73), .image_right = ratio(58, 75, 76)};
}

float mouth_openness(const Landmarks106& p) {
  const float width = distance(p[96], p[100]);
  return width > 1e-3F ? distance(p[98], p[102]) / width : 0;
}

Landmarks106Finder::Landmarks106Finder(const NetworkEntry& entry, std::unique_ptr<infer::Network> network)
    : network_(std::move(network)), pixels_(entry.pixels), side_(entry.input_shape[2]) {}

Result<std::unique_ptr<Landmarks106Finder>> Landmarks106Finder::create(
    const NetworkEntry& entry, std::unique_ptr<infer::Network> network) {
  const auto& in = entry.input_shape;
  const auto& out = entry.output_shape;
  const bool square = in.size() == 4 && in[1] == 1 && in[2] > 0 && in[2] == in[3];
  if (entry.pixels.colour != ColourOrder::kGray || !square || out.empty() || out.back() != 212) {
    return fail(ErrorCode::kUnavailable, entry.name + ": zq106 needs a grey square in and 212 numbers out");
  }
  return std::unique_ptr<Landmarks106Finder>(new Landmarks106Finder(entry, std::move(network)));
}

Result<Landmarks106> Landmarks106Finder::find(const Image& image, const Face& face) const {
  const float side = kMargin * std::max(face.box.width, face.box.height);
  const Point down = face_down(face.points);
  const Landmarks106 first = TRY(look(image, face.box.centre(), side, down));
  // The box of the points, upright with the face.
  float left = INFINITY;
  float right = -INFINITY;
  float top = INFINITY;
  float bottom = -INFINITY;
  const Point again = face_down(five_points(first));
  for (const Point p : first) {
    const float across = p.x * again.y - p.y * again.x;
    const float along = p.x * again.x + p.y * again.y;
    left = std::min(left, across);
    right = std::max(right, across);
    top = std::min(top, along);
    bottom = std::max(bottom, along);
  }
  const float across = (left + right) / 2;
  const float along = (top + bottom) / 2;
  const Point centre{across * again.y + along * again.x, -across * again.x + along * again.y};
  return look(image, centre, kMargin * std::max(right - left, bottom - top), again);
}

Result<Landmarks106> Landmarks106Finder::look(const Image& image, Point centre, float side_px,
                                              Point down) const {
  if (!(side_px > 1) || !std::isfinite(side_px)) return fail(ErrorCode::kInternal, "a face without size");
  // Turns `down` to (0, 1): cos = down.y, sin = down.x.
  const double scale = side_ / static_cast<double>(side_px);
  Similarity to_crop{.a = scale * down.y, .b = scale * down.x, .dx = 0, .dy = 0};
  const double half = side_ / 2.0;
  to_crop.dx = half - (to_crop.a * centre.x - to_crop.b * centre.y);
  to_crop.dy = half - (to_crop.b * centre.x + to_crop.a * centre.y);
  const Image crop = warp(image, to_crop, side_, side_);
  const auto out = TRY(network_->run(infer::to_tensor(crop, pixels_)));
  const auto& values = out.front().values;
  Landmarks106 points{};
  if (values.size() != 2 * points.size()) return fail(ErrorCode::kInternal, "not 212 numbers");
  const Similarity back = to_crop.inverse();
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto side = static_cast<float>(side_);
    points[i] = back.apply({values[2 * i] * side, values[2 * i + 1] * side});
    if (!std::isfinite(points[i].x) || !std::isfinite(points[i].y)) {
      return fail(ErrorCode::kInternal, "landmarks that are no numbers");
    }
  }
  return points;
}

}  // namespace jianzai::face
