#include "face/embedding.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace jianzai::face {
namespace {

Embedding sample() { return {.model_set = "test-1", .vectors = {{0.6F, 0.8F, 0}, {0, 1}}}; }

TEST(Embedding, ComesBackFromItsBytes) {
  const auto back = embedding_from(to_bytes(sample()));
  ASSERT_TRUE(back) << back.error().detail;
  EXPECT_EQ(*back, sample());
}

TEST(Embedding, RefusesBytesThatAreCutOrLonger) {
  Bytes bytes = to_bytes(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(embedding_from(ByteView(bytes).first(size)).error().code, ErrorCode::kInternal) << size;
  }
  bytes.push_back(0);
  EXPECT_FALSE(embedding_from(bytes));
}

TEST(Embedding, SurvivesAnyByteChanged) {
  const Bytes bytes = to_bytes(sample());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int value = 0; value < 256; ++value) {
      Bytes damaged = bytes;
      damaged[i] = static_cast<std::uint8_t>(value);
      const auto back = embedding_from(damaged);
      if (!back) continue;
      for (const auto& vector : back->vectors) {
        for (const float component : vector) EXPECT_TRUE(std::isfinite(component));
      }
    }
  }
}

TEST(Embedding, RefusesAnotherVersion) {
  Bytes bytes = to_bytes(sample());
  bytes[3] = 2;
  EXPECT_FALSE(embedding_from(bytes));
}

TEST(Embedding, RefusesVectorsThatAreNotOfLengthOne) {
  for (const float bad :
       {0.9F, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    Embedding embedding = sample();
    embedding.vectors[1][0] = bad;
    EXPECT_FALSE(embedding_from(to_bytes(embedding))) << bad;
  }
}

TEST(Embedding, NormalisesToLengthOne) {
  const auto vector = normalised({3, 4});
  ASSERT_TRUE(vector);
  EXPECT_FLOAT_EQ((*vector)[0], 0.6F);
  EXPECT_FLOAT_EQ((*vector)[1], 0.8F);
  EXPECT_FALSE(normalised({}));
  EXPECT_FALSE(normalised({0, 0}));
  EXPECT_FALSE(normalised({1, std::numeric_limits<float>::quiet_NaN()}));
  EXPECT_FALSE(normalised({1, std::numeric_limits<float>::infinity()}));
}

TEST(Embedding, ScoresTheMeanOfTheCosines) {
  const Embedding other{.model_set = "test-1", .vectors = {{0.6F, -0.8F, 0}, {0, 1}}};
  EXPECT_NEAR(compare(sample(), sample())->value, 1, 1e-6);
  EXPECT_NEAR(compare(sample(), other)->value, ((0.36 - 0.64) + 1) / 2, 1e-6);
  EXPECT_EQ(*compare(sample(), other), *compare(other, sample()));
}

TEST(Embedding, RefusesToCompareAcrossSetsAndShapes) {
  Embedding other = sample();
  other.model_set = "test-2";
  EXPECT_EQ(compare(sample(), other).error().code, ErrorCode::kInternal);
  other = sample();
  other.vectors.pop_back();
  EXPECT_FALSE(compare(sample(), other));
  other = sample();
  other.vectors[1] = {1};
  EXPECT_FALSE(compare(sample(), other));
  EXPECT_FALSE(compare({.model_set = "x", .vectors = {}}, {.model_set = "x", .vectors = {}}));
}

}  // namespace
}  // namespace jianzai::face
