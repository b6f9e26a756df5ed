#include "face/engine.h"

#include <atomic>
#include <thread>

#include "face/align.h"
#include "face/test_pictures.h"

namespace jianzai::face {
namespace {

using namespace jianzai::face::testing;

// Needs the full set of networks and the test faces.
class EngineOnFaces : public ::testing::Test {
 protected:
  void SetUp() override {
    if (test_engine() == nullptr) GTEST_SKIP() << "no full set of networks in " << models_dir();
    if (face_jpeg(kMan1).empty()) GTEST_SKIP() << "no faces in " << faces_dir();
  }
  static tl::expected<Capture, Refusal> extract(ByteView jpeg, FacePick pick = FacePick::kSolePerson) {
    auto result = test_engine()->extract(jpeg, pick);
    EXPECT_TRUE(result) << result.error().detail;
    return result ? std::move(*result) : tl::make_unexpected(Refusal::kNoFace);
  }
  static double score(ByteView a, ByteView b) {
    const auto first = extract(a);
    const auto second = extract(b);
    EXPECT_TRUE(first && second);
    return first && second ? test_engine()->compare(first->embedding, second->embedding)->value : -1;
  }
  static Image picture(const char* name) { return decode_jpeg(face_jpeg(name))->image; }
};

TEST_F(EngineOnFaces, AcceptsTheSamePersonAndRefusesAnother) {
  const auto& thresholds = test_engine()->models().thresholds();
  EXPECT_GE(score(face_jpeg(kMan1), face_jpeg(kMan2)), thresholds.accept);
  EXPECT_LT(score(face_jpeg(kMan1), face_jpeg(kLady1)), thresholds.review);
  EXPECT_NEAR(score(face_jpeg(kMan1), face_jpeg(kMan1)), 1, 1e-5);
}

TEST_F(EngineOnFaces, MeasuresTheCapture) {
  const auto capture = extract(face_jpeg(kMan1));
  ASSERT_TRUE(capture);
  const Image image = picture(kMan1);
  EXPECT_EQ(capture->image_width, image.width());
  EXPECT_EQ(capture->image_height, image.height());
  EXPECT_GE(capture->detector_score, 0.8F);
  EXPECT_LT(capture->points[0].x, capture->points[1].x);
  EXPECT_LT(capture->points[0].y, capture->points[3].y);
  EXPECT_FLOAT_EQ(capture->interocular_px, distance(capture->points[0], capture->points[1]));
  EXPECT_EQ(capture->embedding.model_set, "fusion-2026.1");
  ASSERT_EQ(capture->embedding.vectors.size(), 2U);
  EXPECT_EQ(capture->embedding.vectors[0].size(), 256U);
  EXPECT_EQ(capture->embedding.vectors[1].size(), 128U);
  EXPECT_EQ(embedding_from(to_bytes(capture->embedding)), capture->embedding);
}

TEST_F(EngineOnFaces, FindsNoFaceWhereThereIsNone) {
  const auto refusal_of = [](const Image& image) {
    const auto capture = extract(*encode_jpeg(image));
    EXPECT_FALSE(capture) << "score " << capture->detector_score;
    return capture ? Refusal::kTooFar : capture.error();
  };
  for (std::uint32_t seed = 1; seed < 6; ++seed)
    EXPECT_EQ(refusal_of(noise(640, 480, seed)), Refusal::kNoFace);
  EXPECT_EQ(refusal_of(noise(40, 40)), Refusal::kNoFace);
  for (const int grey : {0, 1, 2, 16, 128, 255}) {  // 0: a covered lens
    Image flat(640, 480);
    for (int y = 0; y < 480; ++y) std::fill_n(flat.row(y), 3 * 640, static_cast<std::uint8_t>(grey));
    EXPECT_EQ(refusal_of(flat), Refusal::kNoFace) << grey;
  }
  Image dim = noise(640, 480);
  for (int y = 0; y < 480; ++y) {
    for (int x = 0; x < 3 * 640; ++x) dim.row(y)[x] /= 32;  // a covered lens whose sensor is not quite silent
  }
  EXPECT_EQ(refusal_of(dim), Refusal::kNoFace);
}

TEST_F(EngineOnFaces, RefusesTwoPeopleSideBySide) {
  const Image man = resize(picture(kMan1), 400, 400);
  const Image lady = resize(picture(kLady1), 400, 400);
  Image both(800, 400);
  paste(both, man, 0, 0);
  paste(both, lady, 400, 0);
  const Bytes jpeg = *encode_jpeg(both);
  EXPECT_EQ(extract(jpeg).error(), Refusal::kManyFaces);
  EXPECT_TRUE(extract(jpeg, FacePick::kNearestCentre));
}

TEST_F(EngineOnFaces, TakesTheMainPersonBeforeASmallFaceBehind) {
  Image both(700, 400);
  paste(both, resize(picture(kMan1), 400, 400), 0, 0);
  paste(both, resize(picture(kLady1), 130, 130), 500, 50);
  EXPECT_GT(score(*encode_jpeg(both), face_jpeg(kMan2)), test_engine()->models().thresholds().accept);
}

TEST_F(EngineOnFaces, RefusesAFaceTooFarAway) {
  Image wide(1200, 900);
  paste(wide, resize(picture(kMan1), 70, 70), 550, 400);
  EXPECT_EQ(extract(*encode_jpeg(wide)).error(), Refusal::kTooFar);
}

TEST_F(EngineOnFaces, SeesPhonePicturesUpright) {
  // Turned as a phone stores them: orientation 8 undoes what 6 does.
  const Bytes turned = with_orientation(*encode_jpeg(turn_upright(picture(kMan1), 8)), 6);
  EXPECT_GT(score(turned, face_jpeg(kMan1)), 0.95);
}

TEST_F(EngineOnFaces, SeesTheSameFaceInALargePicture) {
  const Image small = picture(kMan1);
  const Image large = resize(small, small.width() * 6000 / small.height(), 6000);
  const auto capture = extract(*encode_jpeg(large, 80));
  const auto original = extract(face_jpeg(kMan1));
  ASSERT_TRUE(capture && original);
  EXPECT_GT(test_engine()->compare(capture->embedding, original->embedding)->value, 0.9);
  EXPECT_EQ(capture->image_height, 6000);
  const float factor = 6000.0F / static_cast<float>(small.height());
  EXPECT_NEAR(capture->points[2].x, original->points[2].x * factor, 0.02F * 6000);
  EXPECT_NEAR(capture->interocular_px, original->interocular_px * factor, 0.02F * 6000);
}

TEST_F(EngineOnFaces, FindsAFaceThatFillsTheFrame) {
  const auto whole = extract(face_jpeg(kMan1));
  ASSERT_TRUE(whole);
  const Image image = picture(kMan1);
  const int left = std::max(0, static_cast<int>(whole->box.x));
  const int top = std::max(0, static_cast<int>(whole->box.y));
  const int width = std::min(image.width() - left, static_cast<int>(whole->box.width));
  const int height = std::min(image.height() - top, static_cast<int>(whole->box.height));
  const Image tight =
      warp(image, {.a = 1, .b = 0, .dx = -static_cast<double>(left), .dy = -static_cast<double>(top)}, width,
           height);
  EXPECT_GT(score(*encode_jpeg(tight), face_jpeg(kMan1)), 0.8);
}

TEST_F(EngineOnFaces, AnswersUndecodablePicturesWithAnError) {
  const auto result = test_engine()->extract(as_bytes("no picture"), FacePick::kSolePerson);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kNotAnImage);
}

TEST_F(EngineOnFaces, RefusesEmbeddingsOfAnotherSet) {
  auto capture = extract(face_jpeg(kMan1));
  ASSERT_TRUE(capture);
  Embedding other = capture->embedding;
  other.model_set = "another-1";
  EXPECT_EQ(test_engine()->compare(other, other).error().code, ErrorCode::kInternal);
  EXPECT_EQ(test_engine()->compare(capture->embedding, other).error().code, ErrorCode::kInternal);
}

TEST_F(EngineOnFaces, GivesEveryThreadTheSameEmbedding) {
  const Bytes jpegs[] = {face_jpeg(kMan1), face_jpeg(kLady1)};
  const Embedding expected[] = {extract(jpegs[0])->embedding, extract(jpegs[1])->embedding};
  std::atomic<int> different{0};
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 5; ++t) {  // more than the two instances
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < 4; ++i) {
        const std::size_t which = (t + i) % 2;
        const auto result = test_engine()->extract(jpegs[which], FacePick::kSolePerson);
        if (!result || !*result || (*result)->embedding != expected[which]) ++different;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(different, 0);
}

}  // namespace
}  // namespace jianzai::face
