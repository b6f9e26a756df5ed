#include "face/quality/assess.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "face/quality/aligned_face.h"
#include "face/quality/exposure.h"
#include "face/quality/illumination.h"
#include "face/quality/placement.h"
#include "face/quality/sharpness.h"
#include "face/quality/thresholds.h"

namespace jianzai::face::quality {
namespace {

// Beyond these, what lies where mouth, brows and eyes should be is something else.
constexpr float kFrontalYawMax_deg = 30;
constexpr float kFrontalPitchMax_deg = 30;
// Below this, noise and rounding make up colours.
constexpr float kReadableLuminanceMean_min = 0.08F;

bool is_frontal(const std::optional<HeadPose>& pose) {
  if (!pose) return true;
  return std::abs(pose->yaw_deg) <= kFrontalYawMax_deg && std::abs(pose->pitch_deg) <= kFrontalPitchMax_deg;
}

bool mouth_is_covered(const Covering& covering, const Limits& limits) {
  return covering.mouth_detail < limits.mouth_detail_min || covering.mouth_chroma > limits.mouth_chroma_max ||
         covering.mouth_stops > limits.mouth_stops_max || covering.mouth_stops < limits.mouth_stops_min;
}

bool brows_are_covered(const Covering& covering, const Limits& limits) {
  return covering.brow_chroma > limits.brow_chroma_max || covering.brow_stops < limits.brow_stops_min;
}

void add_distance(const QualityReport& report, const Limits& limits, std::vector<Advice>& faults) {
  // As wide as it would be seen from the front.
  const float facing =
      report.pose ? std::max(std::cos(report.pose->yaw_deg * std::numbers::pi_v<float> / 180), 0.4F) : 1.0F;
  const bool is_cut = report.margin_share < limits.margin_share_min;
  if (report.inter_eye_share / facing < limits.inter_eye_share_min) {
    faults.push_back(Advice::kTooFar);
  } else if (report.inter_eye_distance_px / facing < limits.inter_eye_distance_min_px) {
    faults.push_back(Advice::kTooSmall);
  } else if (report.inter_eye_share > limits.inter_eye_share_max) {
    faults.push_back(Advice::kTooNear);
    return;
  }
  if (is_cut || report.off_centre_share > limits.off_centre_share_max) faults.push_back(Advice::kOffCentre);
}

void add_darkness(const QualityReport& report, const Limits& limits, std::vector<Advice>& faults) {
  const float behind = report.backlight_stops.value_or(-Limits::kNever);
  if (behind > limits.backlight_stops_max && report.luminance_mean < limits.backlit_luminance_mean_max) {
    faults.push_back(Advice::kBacklight);
  } else if (report.luminance_mean < limits.luminance_mean_min) {
    faults.push_back(Advice::kDark);
  }
}

void add_pose(const HeadPose& pose, const Limits& limits, std::vector<Advice>& faults) {
  if (std::abs(pose.yaw_deg) > limits.yaw_max_deg || std::abs(pose.pitch_deg) > limits.pitch_max_deg) {
    faults.push_back(Advice::kTurned);
  }
  if (std::abs(pose.roll_deg) > limits.roll_max_deg) faults.push_back(Advice::kTilted);
}

// The most important first: what a person must put right before the rest can be judged.
std::vector<Advice> faults_of(const QualityReport& report, const Limits& limits) {
  if (!(report.inter_eye_distance_px > 0)) return {Advice::kTooSmall};
  const bool is_blurred = report.sharpness < limits.sharpness_min;
  const bool is_overexposed = report.over_exposed_share > limits.over_exposed_share_max;
  const bool is_readable = !is_blurred && !is_overexposed && is_frontal(report.pose) &&
                           report.luminance_mean >= kReadableLuminanceMean_min;
  const bool mouth_covered = is_readable && mouth_is_covered(report.covering, limits);
  const bool brows_covered = is_readable && brows_are_covered(report.covering, limits);

  std::vector<Advice> faults;
  add_distance(report, limits, faults);
  if (!mouth_covered) add_darkness(report, limits, faults);  // a black mask is no darkness
  if (is_overexposed) faults.push_back(Advice::kOverexposed);
  if (is_blurred) faults.push_back(Advice::kBlur);
  if (report.pose) add_pose(*report.pose, limits, faults);
  if (mouth_covered || brows_covered) faults.push_back(Advice::kCovered);
  if (is_readable && report.eyes &&
      std::max(report.eyes->image_left, report.eyes->image_right) < limits.eye_openness_min) {
    faults.push_back(Advice::kEyesClosed);
  }
  return faults;
}

}  // namespace

QualityReport assess(const Inspection& inspection) {
  const Image& image = inspection.decoded.image;
  const Face& face = inspection.face;
  QualityReport report;
  const auto aligned = align_face(image, face.points);
  if (!aligned) return report;
  report.inter_eye_distance_px = inter_eye_distance_px(face.points) / inspection.decoded.scale;
  report.inter_eye_share = inter_eye_share(face.points, image.width(), image.height());
  report.off_centre_share = off_centre_share(face.box, image.width(), image.height());
  report.margin_share = margin_share(face.box, image.width(), image.height());
  report.luminance_mean = luminance_mean(*aligned);
  report.under_exposed_share = under_exposed_share(*aligned);
  report.over_exposed_share = over_exposed_share(*aligned);
  report.dynamic_range_bits = dynamic_range_bits(*aligned);
  report.illumination_uniformity = illumination_uniformity(*aligned);
  report.backlight_stops = backlight_stops(image, face.box, *aligned);
  report.sharpness = sharpness(*aligned);
  report.covering = covering(*aligned);
  report.pose = inspection.pose;
  if (inspection.landmarks) {
    report.eyes = eye_openness(*inspection.landmarks);
    report.mouth_openness = mouth_openness(*inspection.landmarks);
  }
  return report;
}

std::vector<Advice> advise(const QualityReport& report) { return faults_of(report, kHint); }

std::optional<Advice> refusal(const QualityReport& report) {
  const auto faults = faults_of(report, kRefusal);
  return faults.empty() ? std::nullopt : std::optional(faults.front());
}

std::vector<Advice> advise_empty(const Image& image) {
  const auto whole = whole_exposure(image);
  std::vector<Advice> advice;
  if (whole.bright_luma < kEmpty.bright_luma_min) advice.push_back(Advice::kDark);
  if (whole.over_exposed_share > kEmpty.over_exposed_share_max) advice.push_back(Advice::kOverexposed);
  const auto sharp = sharpness(image);
  if (advice.empty() && sharp && *sharp < kEmpty.sharpness_min) advice.push_back(Advice::kBlur);
  advice.push_back(Advice::kNoFace);
  return advice;
}

Result<std::vector<Advice>> advise(const Engine& engine, Decoded decoded) {
  // Below this a picture has too few pixels for a person at any sensible distance.
  const float side_min = kInterocularMin_px / kHint.inter_eye_share_min;
  const bool is_small =
      static_cast<float>(std::max(decoded.image.width(), decoded.image.height())) < side_min;
  const Image image = decoded.image;
  const auto found = TRY(engine.inspect(std::move(decoded), FacePick::kSolePerson, Search::kQuick));
  if (found) return advise(assess(*found));
  std::vector<Advice> advice;
  switch (found.error()) {
    case Refusal::kNoFace:
      advice = advise_empty(image);
      break;
    case Refusal::kManyFaces:
      advice.push_back(Advice::kManyFaces);
      break;
    case Refusal::kTooFar:
      advice.push_back(is_small ? Advice::kTooSmall : Advice::kTooFar);
      break;
  }
  return advice;
}

}  // namespace jianzai::face::quality
