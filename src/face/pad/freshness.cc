#include "face/pad/freshness.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include <opencv2/imgproc.hpp>

namespace jianzai::face::pad {
namespace {

// Mean square of the detail, in luma steps of 0-255: below it there is nothing but rounding.
constexpr double kEnergyMin = 0.05;
constexpr int kPixelsMin = 1024;

// Lower case. Parts of names.
constexpr std::array<std::string_view, 38> kVirtualCameras{
    "virtual",    "obs-camera", "obs camera",   "manycam",     "xsplit",    "snap camera",  "splitcam",
    "youcam",     "e2esoft",    "vcam",         "droidcam",    "ivcam",     "epoccam",      "iriun",
    "ndi webcam", "ndi video",  "v4l2loopback", "dummy video", "loopback",  "webcamoid",    "facerig",
    "animaze",    "prism live", "mmhmm",        "altercam",    "webcammax", "magic camera", "sparkocam",
    "chromacam",  "fakecam",    "fake_device",  "fake device", "avatarify", "deepfacelive", "虚拟摄像",
    "虚拟相机",   "无他伴侣",   "直播伴侣"};

void compare_frames(std::span<const FrameTrace> frames, Freshness& found) {
  const std::size_t count = frames.size();
  std::vector<std::optional<Detail>> details(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (frames[i].image != nullptr && !frames[i].image->empty()) details[i].emplace(*frames[i].image);
  }
  std::vector<bool> alike(count * count, false);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = i + 1; j < count; ++j) {
      const bool identical = !frames[i].jpeg.empty() && std::ranges::equal(frames[i].jpeg, frames[j].jpeg);
      std::optional<double> correlation;
      if (details[i] && details[j]) correlation = details[i]->correlation(*details[j], frames[i].face);
      const bool same = identical || correlation.value_or(0) > kDetailCorrelationMax;
      alike[i * count + j] = same;
      if (frames[i].step == frames[j].step) continue;
      if (identical) ++found.identical_pairs;
      if (same) ++found.alike_pairs;
      if (correlation)
        found.detail_correlation_highest =
            std::max(found.detail_correlation_highest.value_or(-1), *correlation);
    }
  }
  std::size_t run = count > 0 ? 1 : 0;
  found.longest_frozen = run;
  for (std::size_t i = 1; i < count; ++i) {
    run = alike[(i - 1) * count + i] ? run + 1 : 1;
    found.longest_frozen = std::max(found.longest_frozen, run);
  }
  for (std::size_t period = 2; 2 * period <= count && !found.loop_frames; ++period) {
    bool loops = true;
    for (std::size_t i = 0; i + period < count; ++i) loops = loops && alike[i * count + i + period];
    if (loops) found.loop_frames = period;
  }
}

void compare_times(std::span<const FrameTrace> frames, Freshness& found) {
  // How far the client's clock is ahead of the server's, at least and at most.
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  std::optional<double> revealed_ms;
  std::optional<double> captured_ms;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const FrameTrace& frame = frames[i];
    if (i > 0 && frame.step != frames[i - 1].step) revealed_ms = frames[i - 1].received_ms;
    if (!frame.captured_ms) continue;
    if (captured_ms && *frame.captured_ms < *captured_ms) ++found.taken_backwards;
    captured_ms = frame.captured_ms;
    least = std::max(least, *frame.captured_ms - frame.received_ms);
    if (revealed_ms) most = std::min(most, *frame.captured_ms - *revealed_ms);
  }
  if (std::isfinite(least) && std::isfinite(most)) found.clock_conflict_ms = least - most;
}

}  // namespace

Detail::Detail(const Image& image) {
  const cv::Mat pixels(image.height(), image.width(), CV_8UC3, const_cast<std::uint8_t*>(image.row(0)));
  cv::Mat luma;
  cv::cvtColor(pixels, luma, cv::COLOR_BGR2GRAY);
  luma.convertTo(luma, CV_32F);
  cv::Mat smooth;
  cv::blur(luma, smooth, {5, 5});
  detail_ = luma - smooth;
}

std::optional<double> Detail::correlation(const Detail& other, const Box& box) const {
  if (detail_.size() != other.detail_.size()) return std::nullopt;
  const cv::Rect whole(0, 0, detail_.cols, detail_.rows);
  const cv::Rect face =
      cv::Rect(cv::Rect2f(box.x, box.y, std::max(box.width, 0.0F), std::max(box.height, 0.0F))) & whole;
  if (face.area() < kPixelsMin) return std::nullopt;
  const cv::Mat a = detail_(face);
  const cv::Mat b = other.detail_(face);
  const double energy_a = a.dot(a) / face.area();
  const double energy_b = b.dot(b) / face.area();
  if (energy_a < kEnergyMin || energy_b < kEnergyMin) return std::nullopt;
  return a.dot(b) / face.area() / std::sqrt(energy_a * energy_b);
}

Freshness measure_freshness(std::span<const FrameTrace> frames, std::string_view camera_name) {
  Freshness found;
  compare_frames(frames, found);
  compare_times(frames, found);
  found.is_virtual_camera = is_virtual_camera(camera_name);
  return found;
}

std::string_view to_text(FreshnessFinding finding) {
  switch (finding) {
    case FreshnessFinding::kCopy:
      return "copy";
    case FreshnessFinding::kFrozen:
      return "frozen";
    case FreshnessFinding::kLoop:
      return "loop";
    case FreshnessFinding::kImpossibleTimes:
      return "impossible_times";
    case FreshnessFinding::kVirtualCamera:
      return "virtual_camera";
  }
  return "copy";
}

std::vector<FreshnessFinding> judge(const Freshness& freshness) {
  std::vector<FreshnessFinding> findings;
  if (freshness.alike_pairs > 0) findings.push_back(FreshnessFinding::kCopy);
  if (freshness.longest_frozen >= kFrozenMin) findings.push_back(FreshnessFinding::kFrozen);
  if (freshness.loop_frames) findings.push_back(FreshnessFinding::kLoop);
  if (freshness.taken_backwards > 0 || freshness.clock_conflict_ms.value_or(0) > kClockConflictMax_ms)
    findings.push_back(FreshnessFinding::kImpossibleTimes);
  if (freshness.is_virtual_camera) findings.push_back(FreshnessFinding::kVirtualCamera);
  return findings;
}

bool is_virtual_camera(std::string_view camera_name) {
  std::string lower(camera_name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return std::ranges::any_of(kVirtualCameras,
                             [&](std::string_view name) { return lower.find(name) != std::string::npos; });
}

}  // namespace jianzai::face::pad
