#include "face/pad/colour.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace jianzai::face::pad {
namespace {

using Random = std::mt19937_64;

double uniform(Random& random, double from, double to) {
  return from + (to - from) * (static_cast<double>(random() >> 11U) * 0x1.0p-53);
}
double normal(Random& random, double deviation) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += uniform(random, 0, 1);
  return sum * deviation;
}

// As domain/challenge.cc draws them.
std::vector<ColourStep> draw_steps(Random& random) {
  const LinearRgb white = linear_from_srgb(255, 255, 255);
  std::vector<ColourStep> steps{{white}};
  unsigned last = 7;
  while (steps.size() < 7) {
    const auto bits = static_cast<unsigned>(1 + random() % 7);
    if (bits == last) continue;
    last = bits;
    steps.push_back({linear_from_srgb((bits & 1U) != 0 ? 255 : 96, (bits & 2U) != 0 ? 255 : 96,
                                      (bits & 4U) != 0 ? 255 : 96)});
  }
  return steps;
}

bool same(const std::vector<ColourStep>& a, const std::vector<ColourStep>& b) {
  return std::ranges::equal(a, b, [](const auto& x, const auto& y) { return x.shown == y.shown; });
}

enum class Shape { kHead, kPlane, kBentSheet };

// What the camera would have seen, as numbers: simulated.
struct Scene {
  std::vector<ColourStep> lit_by;  // what really shone; step by step
  double gain = 0.05;              // of the other light
  Shape shape = Shape::kHead;
  double noise = 0.002;     // of a patch's log light
  double unrest = 0.001;    // of all patches together: exposure
  double background = 0.1;  // its answer against the face's
  bool has_background = true;
  std::uint64_t seed = 1;
};

std::vector<Observation> see(const Scene& scene) {
  Random random(scene.seed);
  std::array<double, kPatches> share{};
  for (std::size_t p = 0; p < kPatches; ++p) {
    const double x = kPatchPlaces[p].x;
    const double y = kPatchPlaces[p].y;
    share[p] = 1;
    if (scene.shape == Shape::kPlane) share[p] += 0.1 * x - 0.05 * y;
    if (scene.shape == Shape::kBentSheet) share[p] += 0.1 * x - 0.2 * x * x;
    // What faces the screen gets most of its light.
    if (scene.shape == Shape::kHead)
      share[p] = 1 + 3 * (kPatchPlaces[p].out - 0.83) + 0.25 * kPatchPlaces[p].right;
  }
  // Against the median, as they are measured: then the gain is the lamp's, whatever the shape.
  auto ordered = share;
  std::ranges::nth_element(ordered, ordered.begin() + kPatches / 2);
  for (auto& value : share) value /= ordered[kPatches / 2];
  const LinearRgb lamp{0.9, 1, 1.2};
  std::vector<Observation> seen;
  const auto add = [&](std::size_t step, double when) {
    Observation frame{.step = step, .taken_at_ms = when};
    const double exposure = normal(random, scene.unrest);
    const auto light = [&](double part) {
      LinearRgb ratio{};
      for (std::size_t c = 0; c < 3; ++c) {
        const double gain = scene.gain * lamp[c] * part;
        ratio[c] = std::log1p(gain * scene.lit_by[step].shown[c]) -
                   std::log1p(gain * scene.lit_by[0].shown[c]) + exposure;
      }
      return ratio;
    };
    for (std::size_t p = 0; p < kPatches; ++p) {
      auto ratio = light(share[p]);
      for (auto& value : ratio) value += normal(random, scene.noise);
      frame.face[p] = ratio;
    }
    if (scene.has_background) {
      auto ratio = light(scene.background);
      for (auto& value : ratio) value += normal(random, scene.noise / 4);
      frame.background = ratio;
      frame.background_spread = scene.noise / 4;
    }
    seen.push_back(frame);
  };
  for (int i = 0; i < 3; ++i) add(0, 1000.0 * i);
  for (std::size_t k = 1; k < scene.lit_by.size(); ++k) add(k, 2000 + 900.0 * static_cast<double>(k));
  return seen;
}

ColourJudgement judged(const std::vector<ColourStep>& shown, const Scene& scene) {
  return judge(measure_response(shown, see(scene)));
}

bool has(const ColourJudgement& judgement, ColourFinding finding) {
  return std::ranges::find(judgement.findings, finding) != judgement.findings.end();
}

bool is_accepted(const ColourJudgement& judgement) {
  return judgement.findings.empty() && judgement.score >= kColourScoreMin;
}

TEST(ColourChallenge, LinearisesSrgb) {
  const auto light = linear_from_srgb(255, 96, 0);
  EXPECT_NEAR(light[0], 1, 1e-6);
  EXPECT_NEAR(light[1], 0.11697, 1e-4);  // ((96/255 + 0.055) / 1.055)^2.4
  EXPECT_NEAR(light[2], 0, 1e-9);
}

TEST(ColourChallenge, AcceptsAHeadThatAnswers) {
  Random random(7);
  int accepted = 0;
  int strong = 0;
  for (std::uint64_t i = 0; i < 300; ++i) {
    const auto shown = draw_steps(random);
    const auto judgement = judged(shown, {.lit_by = shown, .has_background = i % 2 == 0, .seed = i});
    accepted += is_accepted(judgement) ? 1 : 0;
    strong += judgement.score >= kColourScoreStrong ? 1 : 0;
  }
  EXPECT_GE(accepted, 294);
  EXPECT_GE(strong, 290);
}

TEST(ColourChallenge, MeasuresTheScreensShareOfTheLight) {
  Random random(8);
  for (const double gain : {0.02, 0.1, 1.0}) {
    const auto shown = draw_steps(random);
    const auto response = measure_response(
        shown, see({.lit_by = shown, .gain = gain, .noise = 1e-4, .unrest = 1e-4, .background = 0}));
    EXPECT_NEAR(response.gain / gain, 1.03, 0.1) << gain;  // the mean of the lamp's channels
    EXPECT_GE(response.gain_highest, response.gain * 0.9);
    EXPECT_GT(response.correlation, 0.99);
    ASSERT_TRUE(response.background_ratio);
    EXPECT_NEAR(*response.background_ratio, 0, 0.02);
    EXPECT_GT(response.facing, 1.2) << gain;
    EXPECT_GT(response.facing_t, 10) << gain;
  }
}

TEST(ColourChallenge, AWallCloseBehindDoesNotHideTheAnswer) {
  Random random(9);
  const auto shown = draw_steps(random);
  const auto judgement = judged(shown, {.lit_by = shown, .background = 0.6});
  EXPECT_TRUE(is_accepted(judgement));
  // As strongly as the face: a sheet that shows both.
  EXPECT_TRUE(has(judged(shown, {.lit_by = shown, .background = 1}), ColourFinding::kBackgroundAnswers));
}

TEST(ColourChallenge, AFlatThingIsSeen) {
  Random random(10);
  int flat = 0;
  int bent = 0;
  for (std::uint64_t i = 0; i < 100; ++i) {
    const auto shown = draw_steps(random);
    const auto plane = judged(shown, {.lit_by = shown, .shape = Shape::kPlane, .noise = 0.001, .seed = i});
    const auto sheet =
        judged(shown, {.lit_by = shown, .shape = Shape::kBentSheet, .noise = 0.001, .seed = i});
    EXPECT_FALSE(is_accepted(plane));
    EXPECT_FALSE(is_accepted(sheet));
    flat += has(plane, ColourFinding::kFlat) ? 1 : 0;
    bent += has(sheet, ColourFinding::kFlat) ? 1 : 0;
  }
  EXPECT_GE(flat, 95);
  EXPECT_GE(bent, 95);
}

TEST(ColourChallenge, NoAnswerIsToldFromOneThatIsTooWeak) {
  Random random(11);
  int no_answer = 0;
  for (std::uint64_t i = 0; i < 100; ++i) {
    const auto shown = draw_steps(random);
    const auto calm = judged(shown, {.lit_by = shown, .gain = 0, .noise = 0.001, .unrest = 0, .seed = i});
    EXPECT_FALSE(is_accepted(calm));
    no_answer += has(calm, ColourFinding::kNoAnswer) ? 1 : 0;
    const auto bright = judged(shown, {.lit_by = shown, .gain = 0.01, .noise = 0.02, .seed = i});
    EXPECT_TRUE(is_accepted(bright) || has(bright, ColourFinding::kTooWeak))
        << to_text(bright.findings.front());
    EXPECT_FALSE(has(bright, ColourFinding::kNoAnswer));
  }
  EXPECT_GE(no_answer, 95);
}

TEST(ColourChallenge, AnAnswerOneStepLateIsNoEvidenceEitherWay) {
  Random random(12);
  int late = 0;
  for (std::uint64_t i = 0; i < 100; ++i) {
    const auto shown = draw_steps(random);
    auto lit_by = shown;
    std::rotate(lit_by.begin(), lit_by.end() - 1, lit_by.end());
    lit_by.front() = shown.front();
    const auto judgement = judged(shown, {.lit_by = lit_by, .noise = 0.001, .seed = i});
    EXPECT_FALSE(is_accepted(judgement));
    late += has(judgement, ColourFinding::kLate) ? 1 : 0;
  }
  EXPECT_GE(late, 95);
}

TEST(ColourChallenge, OneOtherColourIsSeen) {
  Random random(13);
  int other = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const auto shown = draw_steps(random);
    auto lit_by = shown;
    const std::size_t step = 1 + random() % 6;
    const std::size_t channel = random() % 3;
    const LinearRgb white = shown[0].shown;
    const double low = linear_from_srgb(96, 96, 96)[0];
    lit_by[step].shown[channel] = lit_by[step].shown[channel] == white[channel] ? low : white[channel];
    const auto judgement = judged(shown, {.lit_by = lit_by, .noise = 0.001, .seed = i});
    EXPECT_FALSE(is_accepted(judgement)) << i;
    other += has(judgement, ColourFinding::kOtherColours) || has(judgement, ColourFinding::kLate) ? 1 : 0;
  }
  EXPECT_GE(other, 190);
}

// Films of earlier sessions, ours in another order, and films of colours at random, in dark and bright rooms.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t kForeignSessions = 500;  // 10,000 would take minutes
#else
constexpr std::uint64_t kForeignSessions = 10'000;
#endif

TEST(ColourChallenge, ForeignSessionsAreAllRefused) {
  Random random(14);
  int accepted = 0;
  std::uint64_t evident = 0;
  for (std::uint64_t i = 0; i < kForeignSessions; ++i) {
    const auto shown = draw_steps(random);
    auto lit_by = shown;
    // Of 54,432 challenges one is the same: then there is nothing foreign about it.
    while (same(lit_by, shown)) {
      if (i % 2 == 0) {
        lit_by = draw_steps(random);
      } else {
        std::shuffle(lit_by.begin() + 1, lit_by.end(), random);
        if (std::ranges::all_of(lit_by, [&](const auto& step) { return step.shown == lit_by[1].shown; }))
          break;
      }
      // Two colours in turn have no other order: take another one.
      if (i % 2 == 1 && same(lit_by, shown)) lit_by = draw_steps(random);
    }
    const double gain = std::exp(uniform(random, std::log(0.01), std::log(2)));
    const auto judgement = judged(shown, {.lit_by = lit_by,
                                          .gain = gain,
                                          .noise = uniform(random, 0.0005, 0.004),
                                          .has_background = random() % 2 == 0,
                                          .seed = i});
    accepted += is_accepted(judgement) ? 1 : 0;
    evident += std::ranges::any_of(judgement.findings, is_evidence_of_attack) ? 1 : 0;
  }
  EXPECT_EQ(accepted, 0);
  EXPECT_GE(evident, kForeignSessions * 8 / 10);
}

TEST(ColourChallenge, GlareIsSeen) {
  Random random(15);
  const auto shown = draw_steps(random);
  auto seen = see({.lit_by = shown});
  for (auto& frame : seen) {
    for (std::size_t c = 0; c < 3; ++c)
      (*frame.face[12])[c] = std::log1p(0.05 * 6 * shown[frame.step].shown[c]) - std::log1p(0.05 * 6);
  }
  EXPECT_TRUE(has(judge(measure_response(shown, seen)), ColourFinding::kGlare));
}

TEST(ColourChallenge, WhatIsMissingIsUnusable) {
  Random random(16);
  const auto shown = draw_steps(random);
  EXPECT_FALSE(measure_response(shown, {}).usable);
  auto seen = see({.lit_by = shown});
  seen.pop_back();
  EXPECT_TRUE(has(judge(measure_response(shown, seen)), ColourFinding::kUnusable))
      << "a step without a frame";
  seen = see({.lit_by = shown});
  for (std::size_t p = 0; p < 16; ++p) seen[4].face[p].reset();
  EXPECT_TRUE(has(judge(measure_response(shown, seen)), ColourFinding::kUnusable)) << "hidden patches";
  seen = see({.lit_by = shown});
  seen[2].step = 7;
  EXPECT_FALSE(measure_response(shown, seen).usable) << "a step that is not there";
  EXPECT_TRUE(observe({}).empty());
}

}  // namespace
}  // namespace jianzai::face::pad
