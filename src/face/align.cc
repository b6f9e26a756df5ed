#include "face/align.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace jianzai::face {

double Similarity::scale() const { return std::hypot(a, b); }

Similarity Similarity::inverse() const {
  const double s2 = a * a + b * b;
  return {.a = a / s2, .b = -b / s2, .dx = -(a * dx + b * dy) / s2, .dy = (b * dx - a * dy) / s2};
}

std::optional<Similarity> fit_similarity(std::span<const Point> from, std::span<const Point> to) {
  if (from.size() < 2 || from.size() != to.size()) return std::nullopt;
  const auto count = static_cast<double>(from.size());
  double from_x = 0;
  double from_y = 0;
  double to_x = 0;
  double to_y = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    from_x += from[i].x / count;
    from_y += from[i].y / count;
    to_x += to[i].x / count;
    to_y += to[i].y / count;
  }
  double spread = 0;
  double along = 0;
  double across = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const double px = from[i].x - from_x;
    const double py = from[i].y - from_y;
    const double qx = to[i].x - to_x;
    const double qy = to[i].y - to_y;
    spread += px * px + py * py;
    along += px * qx + py * qy;
    across += px * qy - py * qx;
  }
  if (!(spread > 1e-9)) return std::nullopt;
  Similarity fit{.a = along / spread, .b = across / spread, .dx = 0, .dy = 0};
  if (!(fit.scale() > 1e-9) || !std::isfinite(fit.scale())) return std::nullopt;
  fit.dx = to_x - (fit.a * from_x - fit.b * from_y);
  fit.dy = to_y - (fit.b * from_x + fit.a * from_y);
  return fit;
}

Image warp(const Image& image, const Similarity& transform, int width, int height) {
  Image out(width, height);
  cv::Mat from(image.height(), image.width(), CV_8UC3, const_cast<std::uint8_t*>(image.row(0)));
  Similarity step = transform;
  if (transform.scale() < 0.5) {
    // The part of the source that will be seen, at about twice the final resolution.
    const double s2 = transform.scale() * transform.scale();
    double x0 = 1e9;
    double y0 = 1e9;
    double x1 = -1e9;
    double y1 = -1e9;
    for (const auto& [u, v] : {std::pair{0, 0}, {width, 0}, {0, height}, {width, height}}) {
      const double du = u - transform.dx;
      const double dv = v - transform.dy;
      const double x = (transform.a * du + transform.b * dv) / s2;
      const double y = (-transform.b * du + transform.a * dv) / s2;
      x0 = std::min(x0, x);
      y0 = std::min(y0, y);
      x1 = std::max(x1, x);
      y1 = std::max(y1, y);
    }
    const auto clip = [](double value, int end) {
      return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(end)));
    };
    const int left = clip(std::floor(x0) - 2, image.width());
    const int top = clip(std::floor(y0) - 2, image.height());
    const int right = clip(std::ceil(x1) + 2, image.width());
    const int bottom = clip(std::ceil(y1) + 2, image.height());
    if (right - left < 2 || bottom - top < 2) return out;
    const cv::Mat part = from(cv::Rect(left, top, right - left, bottom - top));
    const double shrink = 2 * transform.scale();
    cv::Mat small;
    cv::resize(part, small,
               cv::Size(std::max(1, static_cast<int>(std::lround(part.cols * shrink))),
                        std::max(1, static_cast<int>(std::lround(part.rows * shrink)))),
               0, 0, cv::INTER_AREA);
    // A pixel's centre stands half a pixel in: x_small = (x - left + 0.5) * shrink - 0.5.
    const double back =
        0.5 * (static_cast<double>(part.cols) / small.cols + static_cast<double>(part.rows) / small.rows);
    const double shift_x = left + 0.5 * back - 0.5;
    const double shift_y = top + 0.5 * back - 0.5;
    step.a = transform.a * back;
    step.b = transform.b * back;
    step.dx = transform.dx + transform.a * shift_x - transform.b * shift_y;
    step.dy = transform.dy + transform.b * shift_x + transform.a * shift_y;
    from = small;
  }
  const cv::Matx23d matrix(step.a, -step.b, step.dx, step.b, step.a, step.dy);
  cv::Mat to(height, width, CV_8UC3, out.row(0));
  cv::warpAffine(from, to, matrix, to.size(), cv::INTER_LINEAR, cv::BORDER_CONSTANT);
  return out;
}

}  // namespace jianzai::face
