#include "face/pad/pose.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/core.hpp>

namespace jianzai::face::pad {
namespace {

constexpr double kRadians = 3.14159265358979 / 180;
// Below this the nose moves less than landmarks err.
constexpr double kDepthTurnMin_deg = 10;

// Where the homography that takes four points to four others takes `point`; nothing when there is none.
std::optional<Point> carry(const std::array<Point, 4>& from, const std::array<Point, 4>& to, Point point) {
  // About the first eye, in distances between the eyes, so that the numbers are near 1.
  const auto normal = [](const std::array<Point, 4>& points, Point p) {
    const float unit = std::max(distance(points[0], points[1]), 1e-3F);
    return Point{(p.x - points[0].x) / unit, (p.y - points[0].y) / unit};
  };
  cv::Matx<double, 8, 8> a = cv::Matx<double, 8, 8>::zeros();
  cv::Vec<double, 8> b;
  for (int i = 0; i < 4; ++i) {
    const auto index = static_cast<std::size_t>(i);
    const Point p = normal(from, from[index]);
    const Point q = normal(to, to[index]);
    const std::array<double, 8> for_x{
        p.x, p.y, 1, 0, 0, 0, -static_cast<double>(q.x) * p.x, -static_cast<double>(q.x) * p.y};
    const std::array<double, 8> for_y{
        0, 0, 0, p.x, p.y, 1, -static_cast<double>(q.y) * p.x, -static_cast<double>(q.y) * p.y};
    for (int j = 0; j < 8; ++j) {
      a(2 * i, j) = for_x[static_cast<std::size_t>(j)];
      a(2 * i + 1, j) = for_y[static_cast<std::size_t>(j)];
    }
    b[2 * i] = q.x;
    b[2 * i + 1] = q.y;
  }
  cv::Vec<double, 8> h;
  if (!cv::solve(a, b, h, cv::DECOMP_LU)) return std::nullopt;
  const Point p = normal(from, point);
  const double w = h[6] * p.x + h[7] * p.y + 1;
  if (!(std::abs(w) > 0.2)) return std::nullopt;
  const float unit = distance(to[0], to[1]);
  return Point{static_cast<float>((h[0] * p.x + h[1] * p.y + h[2]) / w) * unit + to[0].x,
               static_cast<float>((h[3] * p.x + h[4] * p.y + h[5]) / w) * unit + to[0].y};
}

std::array<Point, 4> plane_of(const FivePoints& points) {
  return {points[0], points[1], points[3], points[4]};
}

DepthCheck check_depth(const PoseResponse& response, std::span<const PoseFrame> frames) {
  DepthCheck depth;
  const FivePoints& first = frames.front().points;
  const double unit = interocular_px(first);
  if (!(unit > 1)) return depth;
  // Nose against plane = relief x turn, both ways of turning at once; least squares over the frames.
  double along = 0;
  double power = 0;
  double square = 0;
  double numbers = 0;
  for (const auto& frame : frames) {
    const double yaw = (frame.yaw_deg - response.neutral_yaw_deg) * kRadians;
    const double pitch = (frame.pitch_deg - response.neutral_pitch_deg) * kRadians;
    if (std::hypot(yaw, pitch) < kDepthTurnMin_deg * kRadians) continue;
    const auto expected = carry(plane_of(first), plane_of(frame.points), first[2]);
    if (!expected) continue;
    // The head's size, though a turn shortens the eyes' distance: eyes to mouth and eyes to each other, the
    // longer way.
    const auto middle = [](Point a, Point b) { return Point{(a.x + b.x) / 2, (a.y + b.y) / 2}; };
    const auto height = [&](const FivePoints& p) { return distance(middle(p[0], p[1]), middle(p[3], p[4])); };
    const double grown = std::max(interocular_px(frame.points) / unit,
                                  static_cast<double>(height(frame.points)) / std::max(height(first), 1.0F));
    const double size = unit * std::max(grown, 0.2);
    const double dx = (frame.points[2].x - expected->x) / size;
    const double dy = (frame.points[2].y - expected->y) / size;
    along += dx * std::sin(yaw) + dy * std::sin(pitch);
    power += std::sin(yaw) * std::sin(yaw) + std::sin(pitch) * std::sin(pitch);
    square += dx * dx + dy * dy;
    numbers += 2;
    ++depth.frames;
  }
  if (depth.frames == 0 || !(power > 0)) return depth;
  depth.relief = along / power;
  const double rest = std::max(0.0, square - depth.relief * along);
  depth.residual = std::sqrt(rest / numbers);
  // Never less than landmarks of 2 % would give.
  depth.relief_error =
      std::max(depth.residual, 0.02) / std::sqrt(power) * std::sqrt(numbers / std::max(numbers - 1, 1.0));
  return depth;
}

double in_direction(Turn turn, double yaw_deg, double pitch_deg) {
  switch (turn) {
    case Turn::kLeft:
      return yaw_deg;
    case Turn::kRight:
      return -yaw_deg;
    case Turn::kDown:
      return pitch_deg;
  }
  return 0;
}

double ramp(double value, double none, double all) {
  return std::clamp((value - none) / (all - none), 0.0, 1.0);
}

}  // namespace

PoseResponse measure_pose(std::span<const PoseStep> steps, std::span<const PoseFrame> frames) {
  PoseResponse response;
  response.steps.resize(steps.size());
  if (frames.empty()) return response;
  double neutral = 0;
  for (const auto& frame : frames) {
    if (frame.turn) continue;
    response.neutral_yaw_deg += frame.yaw_deg;
    response.neutral_pitch_deg += frame.pitch_deg;
    ++neutral;
  }
  if (neutral > 0) {
    response.neutral_yaw_deg /= neutral;
    response.neutral_pitch_deg /= neutral;
  } else {
    response.neutral_yaw_deg = frames.front().yaw_deg;
    response.neutral_pitch_deg = frames.front().pitch_deg;
  }
  for (const auto& frame : frames) {
    if (!frame.turn || *frame.turn >= steps.size()) continue;
    StepResponse& step = response.steps[*frame.turn];
    const double turned = in_direction(steps[*frame.turn].turn, frame.yaw_deg - response.neutral_yaw_deg,
                                       frame.pitch_deg - response.neutral_pitch_deg);
    step.reached_deg = std::max(step.reached_deg, turned);
    step.against_deg = std::max(step.against_deg, -turned);
  }
  response.depth = check_depth(response, frames);
  return response;
}

std::string_view to_text(PoseFinding finding) {
  switch (finding) {
    case PoseFinding::kNotTurned:
      return "not_turned";
    case PoseFinding::kFlat:
      return "flat";
    case PoseFinding::kDepthUnknown:
      return "depth_unknown";
  }
  return "not_turned";
}

PoseJudgement judge(const PoseResponse& response) {
  PoseJudgement judgement{.score = response.steps.empty() ? 0.0 : 1.0, .findings = {}};
  const auto weigh = [&](PoseFinding finding, double part) {
    judgement.score = std::min(judgement.score, part);
    if (part < 0.5 && std::ranges::find(judgement.findings, finding) == judgement.findings.end()) {
      judgement.findings.push_back(finding);
    }
  };
  if (response.steps.empty()) judgement.findings.push_back(PoseFinding::kNotTurned);
  for (const auto& step : response.steps) {
    weigh(PoseFinding::kNotTurned, ramp(step.reached_deg, kTurnMin_deg - 5, kTurnMin_deg + 5));
  }
  if (response.depth.frames < 2) {
    weigh(PoseFinding::kDepthUnknown, 0.4);
  } else {
    // Flat is what is surely below; what lies between is unknown.
    const double highest = response.depth.relief + 2 * response.depth.relief_error;
    const double lowest = response.depth.relief - 2 * response.depth.relief_error;
    if (highest < 2 * kReliefMin) {
      weigh(PoseFinding::kFlat, ramp(lowest, kReliefMin - 0.15, kReliefMin + 0.15));
    } else {
      weigh(PoseFinding::kDepthUnknown, ramp(lowest, kReliefMin - 0.15, kReliefMin + 0.15));
    }
  }
  return judgement;
}

}  // namespace jianzai::face::pad
