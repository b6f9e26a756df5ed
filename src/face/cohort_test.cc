#include "face/cohort.h"

#include <chrono>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace jianzai::face {
namespace {

// Two recognisers; both vectors of length 1, at the given angles in degrees.
Embedding at_angles(double first, double second, const char* set = "set-1") {
  const auto unit = [](double degrees) {
    const double radians = degrees * 3.14159265358979 / 180;
    return std::vector<float>{static_cast<float>(std::cos(radians)), static_cast<float>(std::sin(radians))};
  };
  return {.model_set = set, .vectors = {unit(first), unit(second)}};
}

Cohort cohort_of(const std::vector<Cohort::Member>& members) {
  auto cohort = Cohort::create(members);
  EXPECT_TRUE(cohort) << cohort.error().detail;
  return std::move(*cohort);
}

TEST(Cohort, LevelIsTheMeanOfTheLargestCosines) {
  const std::vector<float> cosines{0.1F, 0.5F, -0.2F, 0.3F};
  EXPECT_NEAR(*cohort_level(cosines, 1), 0.5, 1e-7);
  EXPECT_NEAR(*cohort_level(cosines, 2), 0.4, 1e-7);
  EXPECT_NEAR(*cohort_level(cosines, 4), 0.175, 1e-7);
}

TEST(Cohort, HasNoLevelWithTooFewPeople) {
  const std::vector<float> cosines{0.1F, 0.5F};
  EXPECT_EQ(cohort_level(cosines, 3), std::nullopt);
  EXPECT_EQ(cohort_level(cosines, 0), std::nullopt);
  EXPECT_EQ(cohort_level({}, 1), std::nullopt);
}

TEST(Cohort, TakesAShareOfItsRows) {
  EXPECT_EQ(cohort_nearest(414, 0.05), 21U);
  EXPECT_EQ(cohort_nearest(200, 0.05), 10U);
  EXPECT_EQ(cohort_nearest(3, 0.05), 1U);
}

TEST(Cohort, TakesBothLevelsOffTheRawScore) {
  EXPECT_NEAR(normalised_score({0.6}, 0.2, 0.4).value, 0.3, 1e-12);
}

TEST(Cohort, ComparesAsTheEngineDoes) {
  const auto face = at_angles(10, 20);
  const auto stranger = at_angles(70, 50);
  const auto cohort = cohort_of({{"a", stranger}});
  const auto level = cohort.level(face, "", 1);
  ASSERT_TRUE(level && *level);
  EXPECT_NEAR(**level, compare(face, stranger)->value, 1e-6);
}

TEST(Cohort, LeavesOutThePersonThatTheFaceIsSaidToShow) {
  const auto cohort = cohort_of(
      {{"a", at_angles(0, 0)}, {"b", at_angles(60, 60)}, {"a", at_angles(5, 5)}, {"c", at_angles(90, 90)}});
  EXPECT_EQ(cohort.rows(), 4U);
  EXPECT_EQ(cohort.people(), 3U);
  EXPECT_EQ(cohort.rows_per_person_max(), 2U);
  EXPECT_NEAR(**cohort.level(at_angles(0, 0), "a", 0.25), 0.5, 1e-6);
  EXPECT_NEAR(**cohort.level(at_angles(0, 0), "b", 0.25), 1, 1e-6);
  EXPECT_NEAR(**cohort.level(at_angles(0, 0), "nobody", 0.25), 1, 1e-6);
  EXPECT_EQ(*cohort.level(at_angles(0, 0), "a", 0.75), std::nullopt);  // b and c are left
}

TEST(Cohort, NamesTheNearestBestFirst) {
  const auto cohort =
      cohort_of({{"a", at_angles(80, 80)}, {"b", at_angles(10, 10)}, {"c", at_angles(45, 45)}});
  const auto nearest = cohort.nearest(at_angles(0, 0), 2);
  ASSERT_TRUE(nearest);
  ASSERT_EQ(nearest->size(), 2U);
  EXPECT_EQ((*nearest)[0].person, cohort.index_of("b"));
  EXPECT_EQ((*nearest)[1].person, cohort.index_of("c"));
  EXPECT_EQ(cohort.nearest(at_angles(0, 0), 9)->size(), 3U);
}

TEST(Cohort, RefusesWhatDoesNotCompare) {
  EXPECT_EQ(Cohort::create({}).error().code, ErrorCode::kInvalidRequest);
  const std::vector<Cohort::Member> mixed{{"a", at_angles(0, 0)}, {"b", at_angles(0, 0, "set-2")}};
  EXPECT_EQ(Cohort::create(mixed).error().code, ErrorCode::kInternal);
  const std::vector<Cohort::Member> empty{{"a", {.model_set = "set-1", .vectors = {}}}};
  EXPECT_EQ(Cohort::create(empty).error().code, ErrorCode::kInternal);
  const auto cohort = cohort_of({{"a", at_angles(0, 0)}});
  EXPECT_EQ(cohort.level(at_angles(0, 0, "set-2"), "", 1).error().code, ErrorCode::kInternal);
  auto longer = at_angles(0, 0);
  longer.vectors[1].push_back(0);
  EXPECT_EQ(cohort.level(longer, "", 1).error().code, ErrorCode::kInternal);
  EXPECT_EQ(cohort.nearest(longer, 1).error().code, ErrorCode::kInternal);
}

// What the header says it costs; the bound leaves room for sanitizers and a busy machine.
TEST(Cohort, IsQuickForAProvince) {
  std::mt19937 random(1);
  std::normal_distribution<float> value;
  const auto face = [&] {
    Embedding embedding{.model_set = "set-1", .vectors = {}};
    for (const std::size_t size : {256U, 128U}) {
      std::vector<float> vector(size);
      for (float& one : vector) one = value(random);
      embedding.vectors.push_back(*normalised(std::move(vector)));
    }
    return embedding;
  };
  for (const int rows : {1000, 5000}) {
    std::vector<Cohort::Member> members;
    for (int i = 0; i < rows; ++i) members.push_back({std::to_string(i), face()});
    const auto cohort = cohort_of(members);
    const auto probe = face();
    double best_ms = 1e9;
    for (int round = 0; round < 10; ++round) {
      const auto started = std::chrono::steady_clock::now();
      ASSERT_TRUE(**cohort.level(probe, "7") > 0);
      const auto taken = std::chrono::steady_clock::now() - started;
      best_ms = std::min(best_ms, std::chrono::duration<double, std::milli>(taken).count());
    }
    RecordProperty("ms_" + std::to_string(rows), std::to_string(best_ms));
    EXPECT_LT(best_ms, 0.05 * rows);
  }
}

}  // namespace
}  // namespace jianzai::face
