// What goes wrong with a photograph, done to a good one. Light is added, taken and spread in linear light
// (sRGB decoded), as an aperture, an exposure or a moving hand does it.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "face/align.h"
#include "face/geometry.h"
#include "face/quality/illumination.h"
#include "image/image.h"

namespace jianzai::face::testing {

inline cv::Mat to_linear(const Image& image) {
  cv::Mat linear(image.height(), image.width(), CV_32FC3);
  for (int y = 0; y < image.height(); ++y) {
    auto* out = linear.ptr<float>(y);
    for (int i = 0; i < 3 * image.width(); ++i) out[i] = quality::linear_from_srgb(image.row(y)[i]);
  }
  return linear;
}

inline Image from_linear(const cv::Mat& linear) {
  Image image(linear.cols, linear.rows);
  for (int y = 0; y < linear.rows; ++y) {
    const auto* in = linear.ptr<float>(y);
    for (int i = 0; i < 3 * linear.cols; ++i) {
      const double v = std::clamp(static_cast<double>(in[i]), 0.0, 1.0);
      const double coded = v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
      image.row(y)[i] = static_cast<std::uint8_t>(std::lround(255 * coded));
    }
  }
  return image;
}

// `gain` times the light, clipped, with the noise of a small sensor (read noise 0.001 of full scale, 4,000
// electrons).
inline Image exposed(const Image& image, double gain) {
  cv::Mat linear = to_linear(image);
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  for (int y = 0; y < linear.rows; ++y) {
    auto* row = linear.ptr<float>(y);
    for (int i = 0; i < 3 * linear.cols; ++i) {
      const float light = row[i] * static_cast<float>(gain);
      row[i] = light + normal(random) * std::sqrt(1e-6F + light / 4000);
    }
  }
  return from_linear(linear);
}

// Out of focus: every point becomes a disc.
inline Image defocused(const Image& image, double radius_px) {
  const int half = static_cast<int>(std::ceil(radius_px));
  cv::Mat disc(2 * half + 1, 2 * half + 1, CV_32F);
  for (int y = -half; y <= half; ++y) {
    for (int x = -half; x <= half; ++x) {
      disc.at<float>(y + half, x + half) =
          static_cast<float>(std::clamp(radius_px + 0.5 - std::hypot(x, y), 0.0, 1.0));
    }
  }
  disc /= cv::sum(disc)[0];
  cv::Mat out;
  cv::filter2D(to_linear(image), out, -1, disc, {-1, -1}, 0, cv::BORDER_REPLICATE);
  return from_linear(out);
}

// Moved during the exposure, along a line. 0 degrees = sideways.
inline Image moved(const Image& image, double length_px, double angle_deg) {
  const int half = static_cast<int>(std::ceil(length_px / 2)) + 1;
  cv::Mat line = cv::Mat::zeros(2 * half + 1, 2 * half + 1, CV_32F);
  const double angle = angle_deg * std::numbers::pi / 180;
  const int steps = 8 * half;
  for (int i = 0; i <= steps; ++i) {
    const double t = length_px * (static_cast<double>(i) / steps - 0.5);
    const double x = half + t * std::cos(angle);
    const double y = half + t * std::sin(angle);
    const int x0 = static_cast<int>(x);
    const int y0 = static_cast<int>(y);
    const auto fx = static_cast<float>(x - x0);
    const auto fy = static_cast<float>(y - y0);
    line.at<float>(y0, x0) += (1 - fx) * (1 - fy);
    if (x0 + 1 < line.cols) line.at<float>(y0, x0 + 1) += fx * (1 - fy);
    if (y0 + 1 < line.rows) line.at<float>(y0 + 1, x0) += (1 - fx) * fy;
    if (x0 + 1 < line.cols && y0 + 1 < line.rows) line.at<float>(y0 + 1, x0 + 1) += fx * fy;
  }
  line /= cv::sum(line)[0];
  cv::Mat out;
  cv::filter2D(to_linear(image), out, -1, line, {-1, -1}, 0, cv::BORDER_REPLICATE);
  return from_linear(out);
}

// A bright sky or window behind: `gain` times the light on head and shoulders, white beside them.
inline Image backlit(const Image& image, const Box& face, double gain) {
  cv::Mat head = cv::Mat::zeros(image.height(), image.width(), CV_32F);
  const Point c = face.centre();
  cv::ellipse(head, cv::Point2f(c.x, c.y - 0.08F * face.height),
              cv::Size2f(0.68F * face.width, 0.75F * face.height), 0, 0, 360, cv::Scalar(1), cv::FILLED);
  cv::ellipse(head, cv::Point2f(c.x, c.y + 1.9F * face.height),
              cv::Size2f(1.5F * face.width, 1.25F * face.height), 0, 0, 360, cv::Scalar(1), cv::FILLED);
  cv::GaussianBlur(head, head, {0, 0}, 0.02 * face.width + 0.5);
  cv::Mat linear = to_linear(image);
  for (int y = 0; y < linear.rows; ++y) {
    for (int x = 0; x < linear.cols; ++x) {
      const float alpha = head.at<float>(y, x);
      auto& pixel = linear.at<cv::Vec3f>(y, x);
      pixel = pixel * (alpha * static_cast<float>(gain)) + cv::Vec3f(1, 1, 1) * (1 - alpha);
    }
  }
  return from_linear(linear);
}

// The picture turned about its middle by `angle_deg` (clockwise), shown `zoom` times as large and shifted, on
// a canvas of the given size with the mean colour of its border around it.
struct Placing {
  double angle_deg = 0;
  double zoom = 1;
  double shift_x_px = 0;
  double shift_y_px = 0;
};
inline Image placed(const Image& image, int width, int height, const Placing& placing) {
  cv::Mat from(image.height(), image.width(), CV_8UC3, const_cast<std::uint8_t*>(image.row(0)));
  const cv::Scalar border =
      (cv::mean(from.row(0)) + cv::mean(from.col(0)) + cv::mean(from.col(from.cols - 1))) / 3;
  const double angle = placing.angle_deg * std::numbers::pi / 180;
  const Similarity turn{
      .a = placing.zoom * std::cos(angle), .b = placing.zoom * std::sin(angle), .dx = 0, .dy = 0};
  const Point middle{static_cast<float>(image.width()) / 2, static_cast<float>(image.height()) / 2};
  const Point at = turn.apply(middle);
  const Similarity full{.a = turn.a,
                        .b = turn.b,
                        .dx = width / 2.0 + placing.shift_x_px - at.x,
                        .dy = height / 2.0 + placing.shift_y_px - at.y};
  const Image shown = warp(image, full, width, height);
  Image out(width, height);
  const Similarity back = full.inverse();
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const Point p = back.apply({static_cast<float>(x), static_cast<float>(y)});
      const bool inside = p.x >= 1 && p.y >= 1 && p.x < static_cast<float>(image.width() - 2) &&
                          p.y < static_cast<float>(image.height() - 2);
      for (int c = 0; c < 3; ++c) {
        out.row(y)[3 * x + c] = inside ? shown.row(y)[3 * x + c] : cv::saturate_cast<std::uint8_t>(border[c]);
      }
    }
  }
  return out;
}

// A filled polygon of one BGR colour: a mask, a scarf, a cap, an eyelid.
inline Image painted(Image image, const std::vector<Point>& outline, const cv::Scalar& bgr) {
  cv::Mat view(image.height(), image.width(), CV_8UC3, image.row(0));
  std::vector<cv::Point> points;
  for (const Point p : outline) points.emplace_back(std::lround(p.x), std::lround(p.y));
  cv::fillPoly(view, std::vector<std::vector<cv::Point>>{points}, bgr, cv::LINE_AA);
  return image;
}

}  // namespace jianzai::face::testing
