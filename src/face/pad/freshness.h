// Is a stream of frames new, or was it seen before? Only the careless are caught: a film that was never sent
// before is fresh here, and times and names are what the client says.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <opencv2/core.hpp>

#include "base/bytes.h"
#include "face/geometry.h"
#include "image/image.h"

namespace jianzai::face::pad {

struct FrameTrace {
  ByteView jpeg{};               // as it came
  const Image* image = nullptr;  // decoded; may be null, then its detail is not looked at
  Box face{};                    // in pixels of *image
  std::size_t step = 0;          // a step is revealed when the last frame of the one before is received
  std::optional<double> captured_ms{};  // the client's clock, any zero
  double received_ms = 0;               // the server's clock, any zero
};

// Two frames whose faces' detail is this alike were one frame once. Measured on 61 London faces (2026-11,
// freshness_test.cc; 320 px high, noise and motion simulated): a copy that was encoded again correlates by
// 0.975 or more, a face that moved 0.25 px by 0.937 or less. One that did not move at all reaches 0.984: a
// head keeps that still only when it is dead or asleep, and 0.25 px are 0.3 mm.
inline constexpr double kDetailCorrelationMax = 0.96;
// The sharpest picture of each second of the look may be one twice, where a camera is slow; not three times.
inline constexpr std::size_t kFrozenMin = 3;
// Longer than a clock is set back while someone looks into a camera.
inline constexpr double kClockConflictMax_ms = 2000;

struct Freshness {
  std::size_t identical_pairs = 0;  // byte for byte, of two steps; one of the look may show one picture twice
  std::size_t alike_pairs = 0;      // of two steps, above kDetailCorrelationMax
  std::size_t longest_frozen = 0;   // frames in a row that are alike; 1 = none is
  std::optional<std::size_t> loop_frames{};            // every frame is like the one that many before it
  std::optional<double> detail_correlation_highest{};  // of two steps; nothing where there is none to compare
  std::size_t taken_backwards = 0;  // frames whose capture is before that of the frame before
  // Every frame is captured before it is received, and after its step was revealed: that bounds how the two
  // clocks stand to each other from both sides. Above 0: the bounds contradict each other by so much, which
  // no network delay explains.
  std::optional<double> clock_conflict_ms{};
  bool is_virtual_camera = false;  // the camera's name is on the list; names can be changed at will
};

// Frames in the order of their sequence numbers. 2 ms for 9 frames of 480x640.
[[nodiscard]] Freshness measure_freshness(std::span<const FrameTrace> frames,
                                          std::string_view camera_name = {});

enum class FreshnessFinding {
  kCopy,             // a frame comes again
  kFrozen,           // nothing but one frame
  kLoop,             // frames come round and round
  kImpossibleTimes,  // captured backwards, or before the step was known
  kVirtualCamera,    // a program poses as the camera
};
[[nodiscard]] std::string_view to_text(FreshnessFinding finding);  // `copy`
// All of them are reasons to look, none is proof: a clock may be set, and some people film through programs.
[[nodiscard]] std::vector<FreshnessFinding> judge(const Freshness& freshness);

// Programs that pose as cameras, by the names that they give themselves. As a label of
// MediaDevices.enumerateDevices.
[[nodiscard]] bool is_virtual_camera(std::string_view camera_name);

// The fine detail of a frame: what is left of luma without its 5x5 mean.
class Detail {
 public:
  explicit Detail(const Image& image);
  // How alike the detail inside `box` is, pixel by pixel, in [-1, 1]. Of the face: what stands behind it may
  // really stand still. Nothing when the sizes differ, or where the box holds fewer than 1024 pixels or no
  // detail.
  [[nodiscard]] std::optional<double> correlation(const Detail& other, const Box& box) const;

 private:
  cv::Mat detail_;  // CV_32F
};

}  // namespace jianzai::face::pad
