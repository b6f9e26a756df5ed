#include "face/pad/presentation.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

namespace jianzai::face::pad {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr FivePoints kPoints{{{190, 280}, {290, 280}, {240, 330}, {200, 380}, {280, 380}}};
constexpr double kLikenessMin = 0.34;

enum class Thing { kHead, kPrint };

// What stands before the camera: spots of skin colour, in linear light. Simulated; no face, the places are
// given.
const cv::Mat& albedo() {
  static const cv::Mat made = [] {
    cv::RNG random(4);
    cv::Mat coarse(64, 48, CV_32FC3);
    random.fill(coarse, cv::RNG::UNIFORM, -1, 1);
    cv::Mat fine(320, 240, CV_32FC3);
    random.fill(fine, cv::RNG::UNIFORM, -1, 1);
    cv::Mat large;
    cv::resize(coarse, large, {480, 640}, 0, 0, cv::INTER_CUBIC);
    cv::resize(fine, fine, {480, 640}, 0, 0, cv::INTER_CUBIC);
    cv::Mat sum = 0.03 * large + 0.006 * fine;
    return cv::Mat(sum + cv::Scalar(0.18, 0.22, 0.3));
  }();
  return made;
}

// An egg with a nose, in distances between the eyes; towards the viewer positive.
double height_at(double u, double v) {
  const double egg = 1 - u * u / 1.44 - (v - 0.35) * (v - 0.35) / 3.4;
  const double tip =
      v < 0.5 ? std::clamp((v + 0.05) / 0.55, 0.0, 1.0) : std::exp(-(v - 0.5) * (v - 0.5) / 0.016);
  return 1.2 * std::sqrt(std::max(egg, 0.03)) + 0.35 * tip * std::exp(-u * u / 0.03);
}

// The screen's light on it: of a head, what faces the screen gets most; a print is a plane.
double share_at(Thing thing, int x, int y) {
  const double u = (x - 240) / 100.0;
  const double v = (y - 280) / 100.0;
  const bool is_face = u * u / 0.9 + (v - 0.4) * (v - 0.4) / 2.2 < 1;
  if (thing == Thing::kPrint) return 0.9 + 0.1 * u;
  if (!is_face) return 0.1;
  const double right = -(height_at(u + 0.01, v) - height_at(u - 0.01, v)) / 0.02;
  const double down = -(height_at(u, v + 0.01) - height_at(u, v - 0.01)) / 0.02;
  return (1.2 + 0.2 * right) / std::sqrt(1 + right * right + down * down);
}

Image take(Thing thing, const LinearRgb& shown, double gain, int shift_px, bool small, std::uint64_t seed) {
  cv::Mat light(640, 480, CV_32FC3);
  for (int y = 0; y < 640; ++y) {
    for (int x = 0; x < 480; ++x) {
      const auto& colour = albedo().at<cv::Vec3f>(y, x);
      const double share = share_at(thing, x, y);
      auto& pixel = light.at<cv::Vec3f>(y, x);
      for (int c = 0; c < 3; ++c)
        pixel[c] = static_cast<float>(
            colour[c] * (1 + gain * share * shown[static_cast<std::size_t>(2 - c)]) / (1 + gain));
    }
  }
  cv::Mat moved;
  const cv::Matx23d to(1, 0, shift_px, 0, 1, shift_px / 2.0);
  cv::warpAffine(light, moved, to, light.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  if (small) cv::resize(moved, moved, {240, 320}, 0, 0, cv::INTER_AREA);
  cv::RNG random(seed);
  cv::Mat grain(moved.size(), CV_32FC3);
  random.fill(grain, cv::RNG::NORMAL, 0, 0.004);
  moved += grain;
  Image image(moved.cols, moved.rows);
  for (int y = 0; y < moved.rows; ++y) {
    for (int x = 0; x < moved.cols; ++x) {
      for (int c = 0; c < 3; ++c) {
        const double v = std::clamp(static_cast<double>(moved.at<cv::Vec3f>(y, x)[c]), 0.0, 1.0);
        const double encoded = v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
        image.row(y)[3 * x + c] = static_cast<std::uint8_t>(std::lround(255 * encoded));
      }
    }
  }
  return image;
}

LinearRgb colour_of(unsigned bits) {
  return linear_from_srgb((bits & 1U) != 0 ? 255 : 96, (bits & 2U) != 0 ? 255 : 96,
                          (bits & 4U) != 0 ? 255 : 96);
}
constexpr std::array<unsigned, 6> kOurs{1, 6, 3, 4, 5, 2};
constexpr std::array<unsigned, 6> kOthers{2, 5, 1, 3, 4, 6};

// A presentation with the frames that it borrows.
class Attempt {
 public:
  static Attempt colour(Thing thing, double gain, const std::array<unsigned, 6>& lit_by, bool small = true,
                        int quality = 85) {
    Attempt attempt;
    attempt.shown.mode = Mode::kColour;
    attempt.shown.steps.push_back({StepKind::kLook});
    for (std::uint64_t i = 0; i < 3; ++i)
      attempt.add(take(thing, {1, 1, 1}, gain, static_cast<int>(i), false, i), 0);
    for (std::size_t k = 0; k < 6; ++k) {
      attempt.shown.steps.push_back({StepKind::kColour, colour_of(kOurs[k])});
      attempt.add(take(thing, colour_of(lit_by[k]), gain, static_cast<int>(k % 4) * 2 - 3, small, 10 + k),
                  k + 1, quality);
    }
    attempt.borrow();
    return attempt;
  }

  // Only what the pose says and what the points say; the pictures are all alike but for their noise.
  static Attempt pose(double left_deg, double right_deg, Thing thing, double nod_deg = 22) {
    Attempt attempt;
    attempt.shown.mode = Mode::kPose;
    attempt.shown.steps = {
        {StepKind::kLook}, {StepKind::kTurnLeft}, {StepKind::kNod}, {StepKind::kTurnRight}};
    const std::array<double, 6> yaws{0, 0, 0, left_deg, 0, right_deg};
    const std::array<double, 6> pitches{0, 0, 0, 0, nod_deg, 0};
    for (std::size_t i = 0; i < yaws.size(); ++i)
      attempt.add(take(thing, {1, 1, 1}, 0.1, static_cast<int>(i), false, i), i < 3 ? 0 : i - 2);
    for (std::size_t i = 0; i < yaws.size(); ++i) {
      Frame& frame = attempt.shown.frames[i];
      frame.pose =
          HeadPose{.yaw_deg = static_cast<float>(yaws[i]), .pitch_deg = static_cast<float>(pitches[i])};
      const double yaw = yaws[i] * 3.14159265358979 / 180;
      const double pitch = pitches[i] * 3.14159265358979 / 180;
      for (auto& point : frame.face.points) {
        point.x = static_cast<float>(240 + (point.x - 240) * std::cos(yaw));
        point.y = static_cast<float>(320 + (point.y - 320) * std::cos(pitch));
      }
      if (thing != Thing::kHead) continue;
      frame.face.points[2].x += static_cast<float>(40 * std::sin(yaw));
      frame.face.points[2].y += static_cast<float>(40 * std::sin(pitch));
    }
    attempt.borrow();
    return attempt;
  }

  static Attempt look() {
    Attempt attempt;
    attempt.shown.steps.push_back({StepKind::kLook});
    for (std::uint64_t i = 0; i < 3; ++i)
      attempt.add(take(Thing::kHead, {1, 1, 1}, 0.1, static_cast<int>(i), false, i), 0);
    attempt.borrow();
    return attempt;
  }

  Attempt() = default;
  Attempt(Attempt&& other) noexcept
      : shown(std::move(other.shown)), images_(std::move(other.images_)), jpegs_(std::move(other.jpegs_)) {
    borrow();
  }

  [[nodiscard]] Finding judged() const {
    auto finding = judge(shown, nullptr, kLikenessMin);
    EXPECT_TRUE(finding) << finding.error().detail;
    return finding ? std::move(*finding) : Finding{};
  }

  Presentation shown;

 private:
  void add(const Image& image, std::size_t step, int quality = 85) {
    jpegs_.push_back(encode_jpeg(image, quality).value());
    images_.push_back(decode_jpeg(jpegs_.back()).value().image);
    const float scale = static_cast<float>(image.width()) / 480;
    Frame frame{.step = step};
    frame.face.box = {150 * scale, 200 * scale, 180 * scale, 240 * scale};
    // The detector errs by a pixel.
    const auto wobble = static_cast<float>(images_.size() % 3) - 1;
    for (std::size_t i = 0; i < 5; ++i)
      frame.face.points[i] = {kPoints[i].x * scale + wobble, kPoints[i].y * scale - wobble};
    const double when = 1000 * static_cast<double>(images_.size());
    frame.captured_ms = 7'000 + when;
    frame.received_ms = when + 200;
    frame.likeness = 0.8;
    shown.frames.push_back(frame);
    shown.frames_in_all = shown.frames.size();
  }
  void borrow() {
    for (std::size_t i = 0; i < shown.frames.size(); ++i) {
      shown.frames[i].image = &images_[i];
      shown.frames[i].jpeg = jpegs_[i];
    }
  }

  std::vector<Image> images_;
  std::vector<Bytes> jpegs_;
};

TEST(Presentation, AHeadThatAnswersTheColoursIsBonaFide) {
  const auto finding = Attempt::colour(Thing::kHead, 0.1, kOurs).judged();
  EXPECT_EQ(finding.verdict, Verdict::kBonaFide) << finding.notes;
  EXPECT_THAT(finding.findings, IsEmpty());
  ASSERT_TRUE(finding.colour);
  EXPECT_GT(finding.colour->correlation, 0.97);
  EXPECT_NEAR(finding.colour->gain, 0.1, 0.05);
  EXPECT_THAT(finding.notes, HasSubstr("frames=9/9 colour="));
  EXPECT_THAT(finding.notes, Not(HasSubstr("findings")));
}

TEST(Presentation, APrintInADimRoomIsFlat) {
  const auto finding = Attempt::colour(Thing::kPrint, 0.5, kOurs).judged();
  EXPECT_EQ(finding.verdict, Verdict::kAttack) << finding.notes;
  EXPECT_THAT(finding.findings, Contains("flat"));
}

TEST(Presentation, AFilmOfAnotherSessionAnswersOtherColours) {
  const auto finding = Attempt::colour(Thing::kHead, 0.1, kOthers).judged();
  EXPECT_EQ(finding.verdict, Verdict::kAttack) << finding.notes;
  EXPECT_THAT(finding.findings, Contains("other_colours"));
}

TEST(Presentation, AFilmWithoutColoursDoesNotAnswer) {
  const auto finding = Attempt::colour(Thing::kHead, 0, kOurs).judged();
  EXPECT_EQ(finding.verdict, Verdict::kAttack) << finding.notes;
  EXPECT_THAT(finding.findings, Contains("no_answer"));
}

// JPEG's chroma is what limits the relief: its blocks are as large as a patch in a small frame.
TEST(Presentation, LargerAndBetterFramesMeasureTheReliefBetter) {
  double last = 1;
  for (const auto& [small, quality] : {std::pair{true, 80}, {true, 92}, {false, 92}}) {
    const auto finding = Attempt::colour(Thing::kHead, 0.05, kOurs, small, quality).judged();
    ASSERT_TRUE(finding.colour);
    RecordProperty(fmt::format("share_error_{}_q{}", small ? 320 : 640, quality),
                   fmt::format("{:.4f}", finding.colour->share_error));
    std::cout << (small ? 320 : 640) << " px, quality " << quality << ": a share errs by "
              << finding.colour->share_error << '\n';
    EXPECT_LT(finding.colour->share_error, last);
    last = finding.colour->share_error;
  }
}

TEST(Presentation, AStepWithoutAFaceIsUnsure) {
  auto attempt = Attempt::colour(Thing::kHead, 0.1, kOurs);
  attempt.shown.frames.erase(attempt.shown.frames.begin() + 5);
  const auto finding = attempt.judged();
  EXPECT_EQ(finding.verdict, Verdict::kUnsure);
  EXPECT_THAT(finding.findings, ElementsAre("incomplete"));
  EXPECT_THAT(finding.notes, HasSubstr("frames=8/9"));
}

TEST(Presentation, WhatCameBeforeIsAnAttackEvenWhereTheColoursAreRight) {
  auto seen = Attempt::colour(Thing::kHead, 0.1, kOurs);
  seen.shown.frames[4].is_seen = true;
  EXPECT_THAT(seen.judged().findings, ElementsAre("seen"));
  EXPECT_EQ(seen.judged().verdict, Verdict::kAttack);

  auto swapped = Attempt::colour(Thing::kHead, 0.1, kOurs);
  swapped.shown.frames[7].likeness = 0.1;
  EXPECT_THAT(swapped.judged().findings, ElementsAre("other_face"));
  EXPECT_EQ(swapped.judged().verdict, Verdict::kAttack);

  auto program = Attempt::colour(Thing::kHead, 0.1, kOurs);
  program.shown.camera_name = "OBS Virtual Camera";
  EXPECT_THAT(program.judged().findings, ElementsAre("virtual_camera"));
  EXPECT_EQ(program.judged().verdict, Verdict::kAttack);

  auto backwards = Attempt::colour(Thing::kHead, 0.1, kOurs);
  backwards.shown.frames[6].captured_ms = 0;
  EXPECT_THAT(backwards.judged().findings, ElementsAre("impossible_times"));
}

TEST(Presentation, TwoTurnsOfAHeadAreBonaFide) {
  const auto finding = Attempt::pose(25, -25, Thing::kHead).judged();
  EXPECT_EQ(finding.verdict, Verdict::kBonaFide) << finding.notes;
  EXPECT_THAT(finding.notes, HasSubstr("turned=25 turned=22 turned=25"));
}

TEST(Presentation, AFaceThatIsTurnedFarIsNotAccusedOfBeingAnother) {
  auto attempt = Attempt::pose(25, -25, Thing::kHead, 50);
  attempt.shown.frames[4].likeness = kLikenessMin - 0.05;
  const auto finding = attempt.judged();
  EXPECT_EQ(finding.verdict, Verdict::kUnsure) << finding.notes;
  EXPECT_THAT(finding.findings, ElementsAre("other_face"));
  attempt.shown.frames[3].likeness = kLikenessMin - 0.05;  // turned by 25 degrees
  EXPECT_EQ(attempt.judged().verdict, Verdict::kAttack);
}

TEST(Presentation, TheWrongTurnsAreUnsure) {
  EXPECT_EQ(Attempt::pose(-25, 25, Thing::kHead).judged().verdict, Verdict::kUnsure);
  EXPECT_EQ(Attempt::pose(25, 0, Thing::kHead).judged().verdict, Verdict::kUnsure);
  EXPECT_EQ(Attempt::pose(25, -25, Thing::kHead, 0).judged().verdict, Verdict::kUnsure);
}

TEST(Presentation, APhotographThatTurnsIsAnAttack) {
  const auto finding = Attempt::pose(25, -25, Thing::kPrint).judged();
  EXPECT_EQ(finding.verdict, Verdict::kAttack) << finding.notes;
  EXPECT_THAT(finding.findings, ElementsAre("flat"));
}

TEST(Presentation, TurnsWithoutAHeadPoseNetworkAreUnsure) {
  auto attempt = Attempt::pose(25, -25, Thing::kHead);
  for (auto& frame : attempt.shown.frames) frame.pose.reset();
  EXPECT_THAT(attempt.judged().findings, ElementsAre("no_head_pose"));
}

TEST(Presentation, ALookWithoutPassiveNetworksIsUnsure) {
  const auto finding = Attempt::look().judged();
  EXPECT_EQ(finding.verdict, Verdict::kUnsure);
  EXPECT_THAT(finding.findings, ElementsAre("no_passive"));
}

TEST(Presentation, NothingIsUnsure) {
  EXPECT_EQ(judge({}, nullptr, kLikenessMin).value().verdict, Verdict::kUnsure);
}

TEST(Presentation, AFrameWithoutAPictureOrAStepIsAnError) {
  auto without_image = Attempt::look();
  without_image.shown.frames[1].image = nullptr;
  EXPECT_EQ(judge(without_image.shown, nullptr, kLikenessMin).error().code, ErrorCode::kInvalidRequest);
  auto without_step = Attempt::look();
  without_step.shown.frames[1].step = 1;
  EXPECT_EQ(judge(without_step.shown, nullptr, kLikenessMin).error().code, ErrorCode::kInvalidRequest);
}

TEST(Presentation, AStrongAnswerOutweighsThePassiveNetworks) {
  const ColourJudgement strong{.score = 0.95, .findings = {}};
  const ColourJudgement barely{.score = 0.6, .findings = {}};
  const ColourJudgement weak{.score = 0.1, .findings = {ColourFinding::kTooWeak}};
  for (const auto* colour : {&strong, &barely, &weak, static_cast<const ColourJudgement*>(nullptr)})
    EXPECT_EQ(weigh_passive(0.9, colour), PassiveWeight::kNothing);
  EXPECT_EQ(weigh_passive(0.1, &strong), PassiveWeight::kNothing);
  EXPECT_EQ(weigh_passive(0.1, &barely), PassiveWeight::kDoubt);
  EXPECT_EQ(weigh_passive(0.7, &barely), PassiveWeight::kNothing);
  EXPECT_EQ(weigh_passive(0.1, &weak), PassiveWeight::kAttack);
  EXPECT_EQ(weigh_passive(0.7, &weak), PassiveWeight::kDoubt);
  EXPECT_EQ(weigh_passive(0.1, nullptr), PassiveWeight::kAttack);
  EXPECT_EQ(weigh_passive(0.7, nullptr), PassiveWeight::kDoubt);
}

TEST(Presentation, VerdictsHaveNames) {
  EXPECT_EQ(to_text(Verdict::kBonaFide), "bona_fide");
  EXPECT_EQ(to_text(Verdict::kUnsure), "unsure");
  EXPECT_EQ(to_text(Verdict::kAttack), "attack");
}

}  // namespace
}  // namespace jianzai::face::pad
