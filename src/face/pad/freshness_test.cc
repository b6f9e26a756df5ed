#include "face/pad/freshness.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "face/test_pictures.h"

namespace jianzai::face::pad {
namespace {

using jianzai::face::testing::face_jpeg;
using jianzai::face::testing::faces_dir;
using jianzai::face::testing::noise;

bool has(const Freshness& freshness, FreshnessFinding finding) {
  const auto findings = judge(freshness);
  return std::ranges::find(findings, finding) != findings.end();
}

// A stream as the challenge makes it: three of the look, then one a step.
struct Stream {
  std::vector<Bytes> jpegs;
  std::vector<Image> images;
  std::vector<FrameTrace> traces;
};

std::size_t step_of(std::size_t frame) { return frame < 3 ? 0 : frame - 2; }

Stream stream_of(const std::vector<Image>& images) {
  Stream stream;
  for (const auto& image : images) stream.jpegs.push_back(encode_jpeg(image, 80).value());
  for (const auto& jpeg : stream.jpegs) stream.images.push_back(decode_jpeg(jpeg).value().image);
  for (std::size_t i = 0; i < images.size(); ++i) {
    const double when = 1000 * static_cast<double>(i);
    stream.traces.push_back({.jpeg = stream.jpegs[i],
                             .image = &stream.images[i],
                             .face = {20, 20, 80, 80},
                             .step = step_of(i),
                             .captured_ms = 5'000'000 + when,
                             .received_ms = when + 300});
  }
  return stream;
}

std::vector<Image> fresh_images(std::size_t count) {
  std::vector<Image> images;
  for (std::size_t i = 0; i < count; ++i)
    images.push_back(noise(120, 160, static_cast<std::uint32_t>(i + 1)));
  return images;
}

TEST(Freshness, AFreshStreamRaisesNothing) {
  const auto stream = stream_of(fresh_images(9));
  const auto found = measure_freshness(stream.traces, "camera2 1, facing front");
  EXPECT_TRUE(judge(found).empty());
  EXPECT_EQ(found.longest_frozen, 1U);
  ASSERT_TRUE(found.detail_correlation_highest);
  EXPECT_LT(*found.detail_correlation_highest, 0.2);
  ASSERT_TRUE(found.clock_conflict_ms);
  EXPECT_LT(*found.clock_conflict_ms, 0);
}

TEST(Freshness, SeesIdenticalFrames) {
  auto images = fresh_images(9);
  images[7] = images[4];
  const auto found = measure_freshness(stream_of(images).traces);
  EXPECT_EQ(found.identical_pairs, 1U);
  EXPECT_EQ(found.alike_pairs, 1U);
  EXPECT_TRUE(has(found, FreshnessFinding::kCopy));
  EXPECT_FALSE(has(found, FreshnessFinding::kFrozen));
}

TEST(Freshness, OneLookMayShowOnePictureTwice) {
  auto images = fresh_images(9);
  images[1] = images[0];
  EXPECT_TRUE(judge(measure_freshness(stream_of(images).traces)).empty());
}

TEST(Freshness, SeesAFrozenStream) {
  const std::vector<Image> images(3, noise(120, 160));
  const auto found = measure_freshness(stream_of(images).traces);
  EXPECT_EQ(found.longest_frozen, 3U);
  EXPECT_TRUE(has(found, FreshnessFinding::kFrozen));
}

TEST(Freshness, SeesALoop) {
  auto images = fresh_images(9);
  for (std::size_t i = 3; i < 9; ++i) images[i] = images[i - 3];
  const auto found = measure_freshness(stream_of(images).traces);
  ASSERT_TRUE(found.loop_frames);
  EXPECT_EQ(*found.loop_frames, 3U);
  EXPECT_TRUE(has(found, FreshnessFinding::kLoop));
}

TEST(Freshness, SeesTimesThatCannotBe) {
  auto stream = stream_of(fresh_images(9));
  std::swap(stream.traces[5].captured_ms, stream.traces[6].captured_ms);
  auto found = measure_freshness(stream.traces);
  EXPECT_EQ(found.taken_backwards, 1U);
  EXPECT_TRUE(has(found, FreshnessFinding::kImpossibleTimes));

  // A film made before: captured within a second, handed in over eight.
  stream = stream_of(fresh_images(9));
  for (std::size_t i = 0; i < 9; ++i) stream.traces[i].captured_ms = 100.0 * static_cast<double>(i);
  found = measure_freshness(stream.traces);
  EXPECT_EQ(found.taken_backwards, 0U);
  ASSERT_TRUE(found.clock_conflict_ms);
  EXPECT_GT(*found.clock_conflict_ms, kClockConflictMax_ms);
  EXPECT_TRUE(has(found, FreshnessFinding::kImpossibleTimes));

  // A slow network delays every frame by 20 s and more.
  stream = stream_of(fresh_images(9));
  for (std::size_t i = 0; i < 9; ++i) {
    stream.traces[i].received_ms = 25'000.0 * static_cast<double>(i + 1);
    stream.traces[i].captured_ms = 25'000.0 * static_cast<double>(i < 3 ? 0 : i) + static_cast<double>(i);
  }
  EXPECT_TRUE(judge(measure_freshness(stream.traces)).empty());

  for (auto& trace : stream.traces) trace.captured_ms.reset();
  EXPECT_FALSE(measure_freshness(stream.traces).clock_conflict_ms);
}

TEST(Freshness, KnowsProgramsThatPoseAsCameras) {
  for (const char* name : {"OBS Virtual Camera", "ManyCam Virtual Webcam", "Dummy video device (0x0000)",
                           "e2eSoft VCam", "虚拟摄像头"}) {
    EXPECT_TRUE(is_virtual_camera(name)) << name;
    EXPECT_TRUE(has(measure_freshness({}, name), FreshnessFinding::kVirtualCamera)) << name;
  }
  for (const char* name :
       {"", "camera2 1, facing front", "FaceTime HD Camera", "前置摄像头", "Integrated Camera (04f2:b6be)"}) {
    EXPECT_FALSE(is_virtual_camera(name)) << name;
  }
}

TEST(Freshness, HandlesWhatIsMissing) {
  EXPECT_TRUE(judge(measure_freshness({})).empty());
  const FrameTrace without_image{};
  const std::array traces{without_image, without_image};
  EXPECT_TRUE(judge(measure_freshness(traces)).empty());
  const Detail detail(noise(120, 160));
  EXPECT_FALSE(detail.correlation(Detail(noise(160, 120)), {0, 0, 100, 100})) << "other sizes";
  EXPECT_FALSE(detail.correlation(detail, {500, 500, 100, 100})) << "outside";
  EXPECT_FALSE(detail.correlation(detail, {0, 0, -5, 100})) << "no size";
  const Detail blank(Image(120, 160));
  EXPECT_FALSE(blank.correlation(blank, {0, 0, 100, 100})) << "no detail";
}

// The photograph as a camera 320 px high would see it, moved by `shift_px`, with fresh noise (simulated).
Image seen_by_camera(const cv::Mat& photo, double shift_px, double deviation, std::uint64_t seed) {
  const double scale = 320.0 / photo.rows;
  cv::Mat sharp;
  cv::GaussianBlur(photo, sharp, {}, 0.45 / scale);
  cv::Mat small;
  const cv::Matx23d to(scale, 0, shift_px, 0, scale, shift_px / 2);
  cv::warpAffine(sharp, small, to, {static_cast<int>(photo.cols * scale), 320}, cv::INTER_LINEAR,
                 cv::BORDER_REPLICATE);
  cv::RNG random(seed);
  cv::Mat grain(small.size(), CV_16SC3);
  random.fill(grain, cv::RNG::NORMAL, 0, deviation);
  cv::Mat noisy;
  small.convertTo(noisy, CV_16SC3);
  noisy += grain;
  Image image(small.cols, small.rows);
  noisy.convertTo(cv::Mat(small.rows, small.cols, CV_8UC3, image.row(0)), CV_8UC3);
  return image;
}

Image through_jpeg(const Image& image, int quality) {
  return decode_jpeg(encode_jpeg(image, quality).value()).value().image;
}

TEST(Freshness, TellsCopiesFromAFaceThatIsHeldStill) {
  if (face_jpeg("london/001/001_neutral.jpg").empty()) GTEST_SKIP() << "no faces in " << faces_dir();
  std::vector<double> copies;
  std::vector<double> still;
  std::vector<double> rigid;
  for (const auto& folder : std::filesystem::directory_iterator(faces_dir() / "london")) {
    const auto name = folder.path().filename().string();
    const auto jpeg = face_jpeg(("london/" + name + "/" + name + "_neutral.jpg").c_str());
    if (jpeg.empty()) continue;
    const auto photo = decode_jpeg(jpeg).value().image;
    const cv::Mat pixels(photo.height(), photo.width(), CV_8UC3, const_cast<std::uint8_t*>(photo.row(0)));
    const Box face{90, 80, 140, 180};
    const auto first = seen_by_camera(pixels, 0, 1.5, 1);
    const auto once = through_jpeg(first, 80);
    const Detail detail(once);
    for (const int quality : {70, 80, 90})
      copies.push_back(detail.correlation(Detail(through_jpeg(once, quality)), face).value());
    still.push_back(
        detail.correlation(Detail(through_jpeg(seen_by_camera(pixels, 0.25, 1.5, 2), 80)), face).value());
    still.push_back(
        detail.correlation(Detail(through_jpeg(seen_by_camera(pixels, 0.5, 1.5, 3), 80)), face).value());
    rigid.push_back(
        detail.correlation(Detail(through_jpeg(seen_by_camera(pixels, 0, 1.5, 4), 80)), face).value());
  }
  ASSERT_GE(copies.size(), 30U);
  std::cout << "copies from " << *std::ranges::min_element(copies) << ", held still up to "
            << *std::ranges::max_element(still) << ", not moved at all up to "
            << *std::ranges::max_element(rigid) << '\n';
  EXPECT_GT(*std::ranges::min_element(copies), kDetailCorrelationMax);
  EXPECT_LT(*std::ranges::max_element(still), kDetailCorrelationMax);
}

}  // namespace
}  // namespace jianzai::face::pad
