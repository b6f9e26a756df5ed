#include "face/evaluation.h"

#include <gtest/gtest.h>

namespace jianzai::face {
namespace {

// Worked by hand; see the numbers beside each expectation.
const ScoredPairs kPairs{.genuine = {0.9, 0.2, 0.8, 0.7}, .impostor = {0.1, 0.6, 0.3, 0.05, 0.5}};

TEST(Evaluation, GivesWilsonIntervals) {
  const Rate quarter = wilson(1, 4);
  EXPECT_DOUBLE_EQ(quarter.value, 0.25);
  EXPECT_NEAR(quarter.low, 0.0456, 1e-4);
  EXPECT_NEAR(quarter.high, 0.6994, 1e-4);
  const Rate none = wilson(0, 10);
  EXPECT_DOUBLE_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 0.27753, 1e-5);  // z^2 / (n + z^2)
  const Rate all = wilson(10, 10);
  EXPECT_NEAR(all.low, 1 - 0.27753, 1e-5);
  EXPECT_DOUBLE_EQ(all.high, 1);
}

TEST(Evaluation, SaysNothingWithoutTrials) {
  const Rate rate = wilson(0, 0);
  EXPECT_EQ(rate.low, 0);
  EXPECT_EQ(rate.high, 1);
  EXPECT_EQ(rate.trials, 0);
}

TEST(Evaluation, CountsErrorsAtAThreshold) {
  const auto point = at_threshold(kPairs, 0.5);
  EXPECT_EQ(point.fmr.events, 2);  // 0.5 itself matches
  EXPECT_EQ(point.fmr.trials, 5);
  EXPECT_EQ(point.fnmr.events, 1);
  EXPECT_EQ(point.fnmr.trials, 4);
}

TEST(Evaluation, FindsTheLowestThresholdForAnFmr) {
  auto point = at_fmr(kPairs, 0.2);  // one of five may match: just above 0.5
  EXPECT_NEAR(point.threshold, 0.5, 1e-12);
  EXPECT_GT(point.threshold, 0.5);
  EXPECT_EQ(point.fmr.events, 1);
  EXPECT_EQ(point.fnmr.events, 1);
  point = at_fmr(kPairs, 0.1);  // none may match: just above 0.6
  EXPECT_NEAR(point.threshold, 0.6, 1e-12);
  EXPECT_EQ(point.fmr.events, 0);
  EXPECT_EQ(at_fmr(kPairs, 1).fmr.events, 5);
}

TEST(Evaluation, RefusesTiedImpostorsTogether) {
  const ScoredPairs tied{.genuine = {0.9}, .impostor = {0.5, 0.5, 0.5, 0.1}};
  EXPECT_EQ(at_fmr(tied, 0.25).fmr.events, 0);  // one 0.5 cannot pass without the others
}

TEST(Evaluation, MeasuresTheAreaUnderTheCurve) {
  const Auc area = auc(kPairs);
  EXPECT_DOUBLE_EQ(area.value, 0.85);  // 17 of 20 pairs in order
  // DeLong: (0.09 / 4 + 0.01875 / 5)^(1/2) = 0.16202
  EXPECT_NEAR(area.low, 0.85 - 1.959964 * 0.162019, 1e-5);
  EXPECT_DOUBLE_EQ(area.high, 1);
}

TEST(Evaluation, CountsTiesHalf) {
  EXPECT_DOUBLE_EQ(auc({.genuine = {0.5}, .impostor = {0.5}}).value, 0.5);
  EXPECT_DOUBLE_EQ(auc({.genuine = {0.5, 0.9}, .impostor = {0.5, 0.1}}).value, 0.875);
}

TEST(Evaluation, DoesNotClaimCertaintyFromPerfectSeparation) {
  const Auc area = auc({.genuine = {0.8, 0.9, 0.7}, .impostor = {0.1, 0.2, 0.3, 0.4}});
  EXPECT_DOUBLE_EQ(area.value, 1);
  EXPECT_NEAR(area.low, wilson(3, 3).low, 1e-12);
  EXPECT_DOUBLE_EQ(area.high, 1);
}

TEST(Evaluation, TakesEmptyClasses) {
  EXPECT_EQ(auc({}).low, 0);
  EXPECT_EQ(auc({.genuine = {1}, .impostor = {}}).high, 1);
  EXPECT_EQ(at_fmr({}, 0.1).fnmr.trials, 0);
  EXPECT_EQ(at_fmr({.genuine = {0.4, 0.3}, .impostor = {}}, 0.1).fnmr.events, 0);
}

TEST(Evaluation, WidensTheIntervalWhenFewPeopleMakeTheErrors) {
  // 40 people, each pair of them compared 100 times. The same 780 false matches: one a pair, or all by person
  // 0.
  std::vector<PeopleTrials> spread;
  std::vector<PeopleTrials> one_person;
  for (std::uint32_t a = 0; a < 40; ++a) {
    for (std::uint32_t b = a + 1; b < 40; ++b) {
      spread.push_back({a, b, 1, 100});
      one_person.push_back({a, b, a == 0 ? 20 : 0, 100});
    }
  }
  const auto even = over_people(spread, 40, 1);
  const auto uneven = over_people(one_person, 40, 1);
  EXPECT_DOUBLE_EQ(even.value, 0.01);
  EXPECT_DOUBLE_EQ(uneven.value, 0.01);
  EXPECT_EQ(even.events, 780);
  EXPECT_EQ(even.trials, 78'000);
  EXPECT_DOUBLE_EQ(even.low, 0.01);
  EXPECT_DOUBLE_EQ(even.high, 0.01);
  EXPECT_EQ(uneven.low, 0);
  EXPECT_GT(uneven.high, 0.025);
  EXPECT_GT(uneven.high, wilson(780, 78'000).high);
}

TEST(Evaluation, DrawsTheSamePeopleForTheSameSeed) {
  const std::vector<PeopleTrials> entries{{0, 0, 1, 4}, {1, 1, 0, 6}, {2, 2, 2, 3}};
  const auto rate = over_people(entries, 3, 7);
  EXPECT_EQ(rate.low, over_people(entries, 3, 7).low);
  EXPECT_EQ(rate.high, over_people(entries, 3, 7).high);
  EXPECT_LT(rate.low, 3.0 / 13);
  EXPECT_GT(rate.high, 3.0 / 13);
}

TEST(Evaluation, CountsPeopleWhereThereWasNoError) {
  const std::vector<PeopleTrials> none{{0, 1, 0, 1000}, {0, 2, 0, 1000}};
  EXPECT_EQ(over_people(none, 3, 1).low, 0);
  EXPECT_DOUBLE_EQ(over_people(none, 3, 1).high, wilson(0, 2).high);
  EXPECT_EQ(over_people({}, 0, 1).high, 1);
}

}  // namespace
}  // namespace jianzai::face
