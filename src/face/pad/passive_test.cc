#include "face/pad/passive.h"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

#include "face/pad/make.h"
#include "face/test_pictures.h"

namespace jianzai::face::pad {
namespace {

using jianzai::face::testing::face_jpeg;
using jianzai::face::testing::faces_dir;
using jianzai::face::testing::models_dir;
using jianzai::face::testing::test_engine;

PassivePad* test_pad() {
  static const auto pad = []() -> std::unique_ptr<PassivePad> {
    if (test_engine() == nullptr) return nullptr;
    auto made = make_passive_pad(test_engine()->models(), 1);
    EXPECT_TRUE(made) << made.error().detail;
    return made ? std::move(*made) : nullptr;
  }();
  return pad.get();
}

std::optional<PassiveScore> score_of(const char* name) {
  auto decoded = decode_jpeg(face_jpeg(name), kWorkingSide_px);
  EXPECT_TRUE(decoded) << name;
  const auto seen = test_engine()->inspect(std::move(*decoded), FacePick::kNearestCentre).value();
  if (!seen) return std::nullopt;
  return test_pad()->score(seen->decoded.image, seen->face.box).value();
}

void expect_crop(const Crop& crop, int left, int top, int width, int height) {
  EXPECT_EQ(crop.left, left);
  EXPECT_EQ(crop.top, top);
  EXPECT_EQ(crop.width, width);
  EXPECT_EQ(crop.height, height);
}

// By hand, with Minivision's rule; its last pixel counts.
TEST(PassiveCrop, WidensTheBoxAboutItsCentre) {
  // 270x324 about (150, 260): 15 to 285, 98 to 422.
  expect_crop(passive_crop(480, 640, {100, 200, 100, 120}, 2.7), 15, 98, 271, 325);
}

TEST(PassiveCrop, ShiftsInsideTheFrame) {
  // 400x480 about (150, 260): 50 too far to the left.
  expect_crop(passive_crop(480, 640, {100, 200, 100, 120}, 4.0), 0, 20, 401, 481);
  // 400x480 about (420, 560): to 620 of 479, to 800 of 639.
  expect_crop(passive_crop(480, 640, {370, 500, 100, 120}, 4.0), 79, 159, 401, 481);
}

TEST(PassiveCrop, WidensLessWhereTheFrameIsTooSmall) {
  // By 2: 480x640 of 481x641.
  expect_crop(passive_crop(481, 641, {100, 200, 240, 320}, 2.7), 0, 0, 481, 641);
}

TEST(PassiveCrop, IsNeverEmptyAndNeverOutside) {
  for (const Box& box :
       {Box{-500, -500, 10, 10}, Box{2000, 2000, 50, 50}, Box{-10, -10, 3000, 3000}, Box{5, 5, 0.1F, 0.1F}}) {
    for (const auto& [width, height] : {std::pair{480, 640}, {1, 1}, {2, 300}}) {
      const auto crop = passive_crop(width, height, box, 2.7);
      EXPECT_GE(crop.left, 0);
      EXPECT_GE(crop.top, 0);
      EXPECT_GT(crop.width, 0);
      EXPECT_GT(crop.height, 0);
      EXPECT_LE(crop.left + crop.width, width);
      EXPECT_LE(crop.top + crop.height, height);
    }
  }
}

TEST(PassiveScores, OfFramesTakesTheMiddleOne) {
  const auto live = [](double value) { return PassiveScore{.live = value, .by_network = {value, value}}; };
  EXPECT_EQ(PassivePad::of_frames({}), 0);
  EXPECT_EQ(PassivePad::of_frames(std::array{live(0.9), live(0.1), live(0.8)}), 0.8);
  EXPECT_EQ(PassivePad::of_frames(std::array{live(0.9), live(0.1)}), 0.1);
}

TEST(PassiveScores, TheShippedSamplesScoreAsModelsMdSays) {
  if (test_pad() == nullptr) GTEST_SKIP() << "no networks in " << models_dir();
  if (face_jpeg("liveness_samples/image_T1.jpg").empty()) GTEST_SKIP() << "no faces in " << faces_dir();
  const auto live = score_of("liveness_samples/image_T1.jpg");
  const auto attack = score_of("liveness_samples/image_F2.jpg");
  ASSERT_TRUE(live && attack);
  // liveness.csv: 0.997 and 1.000, 0.002 and 0.006.
  EXPECT_NEAR(live->by_network[0], 0.997, 0.01);
  EXPECT_NEAR(live->by_network[1], 1.000, 0.01);
  EXPECT_NEAR(attack->by_network[0], 0.002, 0.01);
  EXPECT_NEAR(attack->by_network[1], 0.006, 0.01);
  EXPECT_GE(live->live, kPassiveLiveMin);
  EXPECT_EQ(attack->live, std::min(attack->by_network[0], attack->by_network[1]));
}

// MODELS.md: 99.5 % of 204 studio portraits have a mean above 0.5. 122 of them are here.
TEST(PassiveScores, PortraitsScoreAsModelsMdSays) {
  if (test_pad() == nullptr) GTEST_SKIP() << "no networks in " << models_dir();
  if (face_jpeg("london/001/001_neutral.jpg").empty()) GTEST_SKIP() << "no faces in " << faces_dir();
  int pictures = 0;
  int live = 0;
  for (const auto& folder : std::filesystem::directory_iterator(faces_dir() / "london")) {
    const auto name = folder.path().filename().string();
    const auto score = score_of(("london/" + name + "/" + name + "_neutral.jpg").c_str());
    if (!score) continue;
    ++pictures;
    live += (score->by_network[0] + score->by_network[1]) / 2 > 0.5 ? 1 : 0;
  }
  EXPECT_GE(pictures, 60);
  EXPECT_GE(live, pictures - 1);
}

TEST(PassiveScores, RefusesWhatIsNoFrame) {
  if (test_pad() == nullptr) GTEST_SKIP() << "no networks in " << models_dir();
  EXPECT_EQ(test_pad()->score({}, {0, 0, 10, 10}).error().code, ErrorCode::kInvalidRequest);
  EXPECT_EQ(test_pad()->score(Image(100, 100), {0, 0, 0, 10}).error().code, ErrorCode::kInvalidRequest);
}

TEST(MakePassivePad, ASetWithoutOneHasNone) {
  const auto made = make_passive_pad(ModelSet{}, 1);
  ASSERT_TRUE(made);
  EXPECT_EQ(*made, nullptr);
  ModelSet unknown;
  unknown.entry.passive_pad = StepEntry{.method = "tea_leaves", .networks = {}};
  const auto refused = make_passive_pad(unknown, 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace jianzai::face::pad
