#include "face/head_pose.h"

#include <cmath>
#include <numbers>

#include "face/align.h"

namespace jianzai::face {
namespace {

constexpr double kDegrees = 180 / std::numbers::pi;

}  // namespace

HeadPoseEstimator::HeadPoseEstimator(const NetworkEntry& entry, std::unique_ptr<infer::Network> network)
    : network_(std::move(network)),
      places_(*entry.alignment),
      pixels_(entry.pixels),
      width_(entry.input_shape[3]),
      height_(entry.input_shape[2]) {}

Result<std::unique_ptr<HeadPoseEstimator>> HeadPoseEstimator::create(
    const NetworkEntry& entry, std::unique_ptr<infer::Network> network) {
  const auto& in = entry.input_shape;
  const auto& out = entry.output_shape;
  const bool takes_grey = in.size() == 4 && in[1] == 1 && in[2] > 0 && in[3] > 0;
  if (!entry.alignment || entry.pixels.colour != ColourOrder::kGray || !takes_grey || out.empty() ||
      out.back() != 9) {
    return fail(ErrorCode::kUnavailable,
                entry.name + ": zq_pose needs alignment, a 1x1xHxW input and 9 numbers out");
  }
  return std::unique_ptr<HeadPoseEstimator>(new HeadPoseEstimator(entry, std::move(network)));
}

Result<HeadPose> HeadPoseEstimator::estimate(const Image& image, const FivePoints& points) const {
  const auto upright = fit_similarity(points, places_);
  if (!upright) return fail(ErrorCode::kInternal, "a face whose points coincide");
  const Image aligned = warp(image, *upright, width_, height_);
  const auto out = TRY(network_->run(infer::to_tensor(aligned, pixels_)));
  const auto& values = out.front().values;
  if (values.size() != 9) return fail(ErrorCode::kInternal, "not 9 numbers");
  const double pitch = values[0] * kDegrees;
  const double yaw = values[1] * kDegrees;
  const double roll = values[2] * kDegrees;
  // The turn to upright is clockwise in the picture where the head leans counter-clockwise.
  const double turned = std::atan2(upright->b, upright->a) * kDegrees;
  HeadPose pose{.yaw_deg = static_cast<float>(yaw),
                .pitch_deg = static_cast<float>(pitch),
                .roll_deg = static_cast<float>(std::remainder(turned + roll, 360.0))};
  if (!std::isfinite(pose.yaw_deg) || !std::isfinite(pose.pitch_deg) || !std::isfinite(pose.roll_deg)) {
    return fail(ErrorCode::kInternal, "a head pose that is no number");
  }
  return pose;
}

}  // namespace jianzai::face
