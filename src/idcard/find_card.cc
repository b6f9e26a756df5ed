#include "idcard/find_card.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <opencv2/imgproc.hpp>

#include "idcard/card_layout.h"

namespace jianzai::idcard {
namespace {

constexpr int kLookedAt_px = 800;
constexpr double kAreaMin = 0.03;  // of the picture
// Of a card tilted by up to about 45 degrees.
constexpr double kShapeMin = 1.05;
constexpr double kShapeMax = 2.4;

using Corners = std::array<cv::Point2f, 4>;

double length(cv::Point2f a, cv::Point2f b) { return cv::norm(a - b); }

// Each map shows the card's outline another way: one of them has it closed.
std::vector<cv::Mat> outline_maps(const cv::Mat& bgr) {
  std::vector<cv::Mat> maps;
  cv::Mat smooth;
  cv::GaussianBlur(bgr, smooth, {0, 0}, 1.2);
  std::vector<cv::Mat> channels;
  cv::split(smooth, channels);
  const cv::Mat kernel = cv::getStructuringElement(cv::MORPH_RECT, {5, 5});
  for (const double high : {40.0, 90.0, 160.0}) {
    cv::Mat edges(bgr.size(), CV_8U, cv::Scalar(0));
    for (const cv::Mat& channel : channels) {
      cv::Mat one;
      cv::Canny(channel, one, high / 3, high);
      edges |= one;
    }
    cv::morphologyEx(edges, edges, cv::MORPH_CLOSE, kernel);
    maps.push_back(edges);
  }
  // Brighter or darker than the ground, more or less coloured, or just another colour than the picture's
  // margin.
  cv::Mat lab;
  cv::cvtColor(smooth, lab, cv::COLOR_BGR2Lab);
  cv::Mat margin;
  cv::Mat grey;
  cv::extractChannel(lab, grey, 0);
  cv::Mat hsv;
  cv::cvtColor(smooth, hsv, cv::COLOR_BGR2HSV);
  cv::Mat saturation;
  cv::extractChannel(hsv, saturation, 1);
  const cv::Rect inner(lab.cols / 30, lab.rows / 30, lab.cols - lab.cols / 15, lab.rows - lab.rows / 15);
  cv::Mat is_margin(lab.size(), CV_8U, cv::Scalar(255));
  is_margin(inner).setTo(0);
  const cv::Scalar around = cv::mean(lab, is_margin);
  cv::Mat away;
  cv::absdiff(lab, around, away);
  std::vector<cv::Mat> parts;
  cv::split(away, parts);
  cv::Mat other;
  cv::max(parts[1], parts[2], other);
  cv::addWeighted(parts[0], 0.5, other, 1.0, 0, other);
  for (const cv::Mat& map : {grey, saturation, other}) {
    cv::Mat mask;
    cv::threshold(map, mask, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
    cv::morphologyEx(mask, mask, cv::MORPH_OPEN, kernel);
    maps.push_back(mask);
    maps.push_back(~mask);
  }
  return maps;
}

std::optional<Corners> four_corners(const std::vector<cv::Point>& hull) {
  const double around = cv::arcLength(hull, true);
  for (double tolerance = 0.02; tolerance < 0.12; tolerance += 0.01) {
    std::vector<cv::Point> corners;
    cv::approxPolyDP(hull, corners, tolerance * around, true);
    if (corners.size() < 4) return std::nullopt;
    if (corners.size() > 4) continue;
    if (!cv::isContourConvex(corners)) return std::nullopt;
    Corners quad;
    std::copy(corners.begin(), corners.end(), quad.begin());
    return quad;
  }
  return std::nullopt;
}

std::optional<cv::Point2f> crossing(const cv::Vec4f& a, const cv::Vec4f& b) {
  const float determinant = a[0] * b[1] - a[1] * b[0];
  if (std::abs(determinant) < 0.05F) return std::nullopt;
  const float along = ((b[2] - a[2]) * b[1] - (b[3] - a[3]) * b[0]) / determinant;
  return cv::Point2f(a[2] + along * a[0], a[3] + along * a[1]);
}

// Corners are round, and a finger or a thing may lie at one: the sides are fitted by the points of their
// middle parts, and cross where the corners would be.
std::optional<Corners> sharpened(const Corners& rough, const std::vector<cv::Point>& contour) {
  std::array<cv::Vec4f, 4> sides;
  for (std::size_t i = 0; i < 4; ++i) {
    const cv::Point2f from = rough[i];
    const cv::Point2f side = rough[(i + 1) % 4] - from;
    const auto size = static_cast<float>(cv::norm(side));
    if (size < 8) return std::nullopt;
    const cv::Point2f along = side / size;
    std::vector<cv::Point2f> near;
    for (const cv::Point& point : contour) {
      const cv::Point2f to = cv::Point2f(point) - from;
      const float share = to.dot(along) / size;
      const float off = std::abs(to.cross(along));
      if (share > 0.12F && share < 0.88F && off < 0.03F * size + 2) near.push_back(point);
    }
    if (near.size() < 6) return std::nullopt;
    cv::fitLine(near, sides[i], cv::DIST_HUBER, 0, 0.01, 0.01);
  }
  Corners quad;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto corner = crossing(sides[(i + 3) % 4], sides[i]);
    if (!corner || length(*corner, rough[i]) > 0.15 * length(rough[0], rough[2])) return std::nullopt;
    quad[i] = *corner;
  }
  return quad;
}

// Clockwise in the picture, beginning at an end of a long side; nothing when that is no card.
std::optional<Corners> in_order(Corners quad, double picture_area) {
  std::vector<cv::Point2f> points(quad.begin(), quad.end());
  const double area = cv::contourArea(points, true);
  if (std::abs(area) < kAreaMin * picture_area) return std::nullopt;
  if (area < 0) std::reverse(quad.begin(), quad.end());  // y points down: positive is clockwise
  const double first = length(quad[0], quad[1]) + length(quad[2], quad[3]);
  const double second = length(quad[1], quad[2]) + length(quad[3], quad[0]);
  if (first < second) std::rotate(quad.begin(), quad.begin() + 1, quad.end());
  const double shape = std::max(first, second) / std::max(1.0, std::min(first, second));
  if (shape < kShapeMin || shape > kShapeMax) return std::nullopt;
  for (std::size_t i = 0; i < 2; ++i) {
    const double a = length(quad[i], quad[i + 1]);
    const double b = length(quad[i + 2], quad[(i + 3) % 4]);
    if (std::max(a, b) > 1.9 * std::min(a, b)) return std::nullopt;
  }
  return quad;
}

// Share of the points along the sides at which the picture changes across them.
double support_of(const Corners& quad, const cv::Mat& gradient) {
  int seen = 0;
  int all = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const cv::Point2f from = quad[i];
    const cv::Point2f side = quad[(i + 1) % 4] - from;
    const auto size = static_cast<float>(cv::norm(side));
    const cv::Point2f across(-side.y / size, side.x / size);
    for (float share = 0.06F; share < 0.95F; share += 0.02F) {
      ++all;
      for (const float off : {-1.0F, 0.0F, 1.0F, 2.0F, -2.0F}) {
        const cv::Point at = from + side * share + across * off;
        if (at.x < 0 || at.y < 0 || at.x >= gradient.cols || at.y >= gradient.rows) continue;
        if (gradient.at<std::uint8_t>(at) > 24) {
          ++seen;
          break;
        }
      }
    }
  }
  return static_cast<double>(seen) / all;
}

cv::Mat gradient_of(const cv::Mat& bgr) {
  cv::Mat smooth;
  cv::GaussianBlur(bgr, smooth, {0, 0}, 1.2);
  cv::Mat dx;
  cv::Mat dy;
  cv::Sobel(smooth, dx, CV_16S, 1, 0);
  cv::Sobel(smooth, dy, CV_16S, 0, 1);
  cv::Mat x;
  cv::Mat y;
  cv::convertScaleAbs(dx, x);
  cv::convertScaleAbs(dy, y);
  std::vector<cv::Mat> channels;
  cv::split(cv::max(x, y), channels);
  return cv::max(cv::max(channels[0], channels[1]), channels[2]);
}

// Each side moved to where the picture changes most, within a little of where it is: contours run beside
// edges.
std::optional<Corners> snapped(const Corners& quad, const cv::Mat& gradient) {
  std::array<cv::Vec4f, 4> sides;
  for (std::size_t i = 0; i < 4; ++i) {
    const cv::Point2f from = quad[i];
    const cv::Point2f side = quad[(i + 1) % 4] - from;
    const auto size = static_cast<float>(cv::norm(side));
    if (size < 8) return std::nullopt;
    const cv::Point2f across(-side.y / size, side.x / size);
    const int reach = std::max(2, static_cast<int>(0.012F * size));
    std::vector<cv::Point2f> edge;
    for (float share = 0.08F; share < 0.93F; share += 0.015F) {
      int strongest = 24;
      cv::Point2f place;
      for (int off = -reach; off <= reach; ++off) {
        const cv::Point2f at = from + side * share + across * static_cast<float>(off);
        const cv::Point pixel(cvRound(at.x), cvRound(at.y));
        if (pixel.x < 0 || pixel.y < 0 || pixel.x >= gradient.cols || pixel.y >= gradient.rows) continue;
        if (gradient.at<std::uint8_t>(pixel) <= strongest) continue;
        strongest = gradient.at<std::uint8_t>(pixel);
        place = at;
      }
      if (strongest > 24) edge.push_back(place);
    }
    if (edge.size() < 12) return std::nullopt;
    cv::fitLine(edge, sides[i], cv::DIST_HUBER, 0, 0.01, 0.01);
  }
  Corners moved;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto corner = crossing(sides[(i + 3) % 4], sides[i]);
    if (!corner || length(*corner, quad[i]) > 0.04 * length(quad[0], quad[2])) return std::nullopt;
    moved[i] = *corner;
  }
  return moved;
}

bool is_same(const Quad& a, const Quad& b) {
  const double near = 0.015 * length(a.corners[0], a.corners[2]);
  for (std::size_t turn = 0; turn < 4; turn += 2) {
    bool same = true;
    for (std::size_t i = 0; i < 4; ++i) same = same && length(a.corners[i], b.corners[(i + turn) % 4]) < near;
    if (same) return true;
  }
  return false;
}

std::vector<cv::Point2f> points_of(const Quad& quad) { return {quad.corners.begin(), quad.corners.end()}; }

}  // namespace

std::vector<Quad> find_quads(const cv::Mat& bgr, std::size_t most) {
  const double scale = std::min(1.0, static_cast<double>(kLookedAt_px) / std::max(bgr.cols, bgr.rows));
  cv::Mat small;
  cv::resize(bgr, small, {}, scale, scale, cv::INTER_AREA);
  const cv::Mat gradient = gradient_of(small);
  const double picture_area = static_cast<double>(small.cols) * small.rows;
  std::vector<Quad> found;
  for (const cv::Mat& map : outline_maps(small)) {
    std::vector<std::vector<cv::Point>> contours;
    cv::findContours(map, contours, cv::RETR_LIST, cv::CHAIN_APPROX_NONE);
    for (const auto& contour : contours) {
      const cv::Rect box = cv::boundingRect(contour);
      if (static_cast<double>(box.area()) < kAreaMin * picture_area) continue;
      std::vector<cv::Point> hull;
      cv::convexHull(contour, hull);
      if (cv::contourArea(hull) < kAreaMin * picture_area) continue;
      const auto rough = four_corners(hull);
      if (!rough) continue;
      for (const auto& quad : {sharpened(*rough, contour), std::optional(*rough)}) {
        const auto ordered = quad ? in_order(*quad, picture_area) : std::nullopt;
        if (!ordered) continue;
        found.push_back({.corners = *ordered, .support = support_of(*ordered, gradient)});
      }
    }
  }
  const auto better = [](const Quad& a, const Quad& b) { return a.support > b.support; };
  std::sort(found.begin(), found.end(), better);
  std::vector<Quad> best;
  for (const Quad& quad : found) {
    if (best.size() == most) break;
    const bool is_known =
        std::any_of(best.begin(), best.end(), [&](const Quad& b) { return is_same(quad, b); });
    if (!is_known) best.push_back(quad);
  }
  for (Quad& quad : best) {
    const auto moved = snapped(quad.corners, gradient);
    if (!moved) continue;
    const double support = support_of(*moved, gradient);
    if (support >= quad.support) quad = {.corners = *moved, .support = support};
  }
  std::stable_sort(best.begin(), best.end(), better);
  for (Quad& quad : best) quad = scaled(quad, 1 / scale);
  return best;
}

Quad scaled(const Quad& quad, double scale) {
  Quad other = quad;
  for (auto& corner : other.corners) corner *= static_cast<float>(scale);
  return other;
}

cv::Mat rectify(const cv::Mat& picture, const Quad& quad, int width_px) {
  const auto right = static_cast<float>(width_px);
  const auto bottom = static_cast<float>(width_px / kCardShape);
  const std::array<cv::Point2f, 4> to{{{0, 0}, {right, 0}, {right, bottom}, {0, bottom}}};
  Corners from = quad.corners;
  // A warp that shrinks much would skip pixels: halve the picture before.
  cv::Mat smaller = picture;
  if (const double shrink = width_px / width_of(quad); shrink < 0.5) {
    cv::resize(picture, smaller, {}, 2 * shrink, 2 * shrink, cv::INTER_AREA);
    for (auto& corner : from) corner *= static_cast<float>(2 * shrink);
  }
  cv::Mat card;
  cv::warpPerspective(smaller, card, cv::getPerspectiveTransform(from.data(), to.data()),
                      {width_px, static_cast<int>(std::lround(width_px / kCardShape))},
                      width_px < kCardWidth_px ? cv::INTER_LINEAR : cv::INTER_CUBIC, cv::BORDER_REPLICATE);
  return card;
}

Quad all_of(const cv::Size& picture) {
  const auto right = static_cast<float>(picture.width);
  const auto bottom = static_cast<float>(picture.height);
  Quad all{.corners = {{{0, 0}, {right, 0}, {right, bottom}, {0, bottom}}}, .support = 0};
  if (right < bottom) std::rotate(all.corners.begin(), all.corners.begin() + 1, all.corners.end());
  return all;
}

Quad turned(const Quad& quad) {
  Quad other = quad;
  std::rotate(other.corners.begin(), other.corners.begin() + 2, other.corners.end());
  return other;
}

double height_of(const Quad& quad) {
  return (length(quad.corners[1], quad.corners[2]) + length(quad.corners[3], quad.corners[0])) / 2;
}

double width_of(const Quad& quad) {
  return (length(quad.corners[0], quad.corners[1]) + length(quad.corners[2], quad.corners[3])) / 2;
}

double overlap(const Quad& a, const Quad& b) {
  const auto one = points_of(a);
  const auto other = points_of(b);
  std::vector<cv::Point2f> both;
  const float area = cv::intersectConvexConvex(one, other, both);
  return area / std::max(1.0, std::min(cv::contourArea(one), cv::contourArea(other)));
}

}  // namespace jianzai::idcard
