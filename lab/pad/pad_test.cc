#include <cmath>

#include <gtest/gtest.h>

#include "face/test_pictures.h"
#include "pad/report.h"

namespace jianzai::face::pad::lab {
namespace {

// One for all tests: loading takes a while.
struct Here {
  std::unique_ptr<Examiner> examiner;
  std::vector<Subject> subjects;
};
const Here& here() {
  static const Here made = [] {
    Here loaded;
    auto examiner =
        Examiner::create(testing::source_dir() / "models" / "manifest.toml", testing::models_dir(), 1);
    if (!examiner) return loaded;
    if (auto subjects = (*examiner)->load_subjects(testing::faces_dir(), 6)) {
      loaded.examiner = std::move(*examiner);
      loaded.subjects = std::move(*subjects);
    }
    return loaded;
  }();
  return made;
}

class Lab : public ::testing::Test {
 protected:
  void SetUp() override {
    if (here().examiner == nullptr) GTEST_SKIP() << "needs the full networks and the London photographs";
  }
  static Session session(Species species, std::uint64_t seed, double lux = 120) {
    auto made = simulate(species, ChallengeMode::kColour, here().subjects, seed, {}, lux);
    EXPECT_TRUE(made) << made.error().detail;
    return made ? std::move(*made) : Session{};
  }
  static Finding judged(const Session& shown) {
    const auto examined = here().examiner->examine(shown, Likeness::kCompared);
    EXPECT_TRUE(examined) << examined.error().detail;
    if (!examined) return {};
    const auto finding = here().examiner->judge(*examined, true);
    EXPECT_TRUE(finding) << finding.error().detail;
    return finding ? *finding : Finding{};
  }
};

TEST_F(Lab, repeats_a_session_from_its_seed) {
  const auto a = session(Species::kPrint, 3);
  const auto b = session(Species::kPrint, 3);
  const auto c = session(Species::kPrint, 4);
  ASSERT_EQ(a.shots.size(), static_cast<std::size_t>(a.challenge.frames()));
  EXPECT_EQ(a.challenge, b.challenge);
  EXPECT_EQ(a.shots.back().jpeg, b.shots.back().jpeg);
  EXPECT_NE(a.shots.back().jpeg, c.shots.back().jpeg);
}

// Fails today, and says what is not reached: docs/pad-simulated.md.
TEST_F(Lab, passes_live_heads_and_stops_every_species) {
  std::size_t passed = 0;
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    const auto finding = judged(session(Species::kLive, seed));
    EXPECT_NE(finding.verdict, Verdict::kAttack) << seed << ": " << finding.notes;
    passed += finding.verdict == Verdict::kBonaFide ? 1 : 0;
  }
  EXPECT_GE(passed, 1U);
  for (const auto species : kSpecies) {
    if (species == Species::kLive) continue;
    const auto finding = judged(session(species, 1));
    EXPECT_NE(finding.verdict, Verdict::kBonaFide) << to_text(species) << ": " << finding.notes;
  }
}

TEST_F(Lab, a_live_head_answers_its_colours_and_prepared_frames_do_not) {
  const auto live = judged(session(Species::kLive, 1));
  ASSERT_TRUE(live.colour);
  EXPECT_TRUE(live.colour->usable) << live.notes;
  EXPECT_GT(live.colour->correlation, 0.9) << live.notes;
  EXPECT_NE(live.verdict, Verdict::kAttack) << live.notes;
  for (const auto species : {Species::kEarlierSession, Species::kInjected, Species::kSwappedFace}) {
    const auto finding = judged(session(species, 1));
    EXPECT_NE(finding.verdict, Verdict::kBonaFide) << to_text(species) << ": " << finding.notes;
  }
}

TEST_F(Lab, finds_the_right_colours_and_no_others) {
  // The answer of a simulated live head, as measured, put to 200 challenges that were not its own.
  const auto shown = session(Species::kLive, 1);
  const auto examined = here().examiner->examine(shown, Likeness::kLeftOut);
  ASSERT_TRUE(examined) << examined.error().detail;
  std::vector<ColourFrame> frames;
  Outcome outcome;
  outcome.verdict = Verdict::kBonaFide;
  for (const auto& frame : examined->presentation.frames) {
    frames.push_back({.image = frame.image,
                      .points = frame.landmarks ? five_points(*frame.landmarks) : frame.face.points,
                      .step = frame.step,
                      .taken_at_ms = frame.received_ms});
  }
  for (const auto& step : examined->presentation.steps) outcome.steps.push_back({step.shown});
  outcome.observations = observe(frames);
  std::size_t trials = 0;
  for (const auto& tally : try_wrong_challenges({&outcome, 1}, 300, 1)) {
    if (tally.kind == Wrong::kMixed) continue;  // as few as one colour differs
    for (const auto count : tally.trials) trials += count;
    for (const auto count : tally.accepted) EXPECT_EQ(count, 0U);
  }
  EXPECT_EQ(trials, 200U);
}

TEST(LabPhysics, a_white_screen_lights_by_the_square_of_the_distance) {
  const Light light;
  const Vec facing{0, 0, -1};
  const double near = light.screen_lux({0, 0.07, 0.5}, facing);
  const double far = light.screen_lux({0, 0.07, 1.0}, facing);
  EXPECT_NEAR(near / far, 4, 0.2);
  // 400 cd/m2 x 0.065 m x 0.14 m = 3.64 cd, at 1 m.
  EXPECT_NEAR(far, 3.64, 0.1);
}

TEST(LabPhysics, a_mirror_shows_the_screen_where_the_ray_meets_it) {
  const Light light;
  const double middle_m = light.screen_top_m + light.screen_height_m / 2;
  // The camera looks at a mirror below it: the ray returns as far below again.
  EXPECT_GT(light.screen_mirrored({0, middle_m / 2, 0.4}, {0, 0, -1}, 0.001), 0.99);
  EXPECT_LT(light.screen_mirrored({0.2, middle_m / 2, 0.4}, {0, 0, -1}, 0.001), 0.01);
}

TEST(LabPhysics, a_bent_sheet_keeps_its_length) {
  Sheet sheet{.width_m = 0.2, .height_m = 0.3, .bend_per_m = 8, .pixels_per_m = 1000, .middle = {0, 0}};
  const auto mesh = make_sheet(sheet, Pose{});
  double length = 0;
  for (int i = 1; i < mesh.across; ++i) {
    length +=
        cv::norm(mesh.places[static_cast<std::size_t>(i)] - mesh.places[static_cast<std::size_t>(i - 1)]);
  }
  EXPECT_NEAR(length, 0.2, 0.001);
}

// Clopper and Pearson: none of n gives 1 - 0.025^(1/n).
TEST(LabReport, gives_exact_intervals) {
  const auto none = share_of(0, 300);
  EXPECT_DOUBLE_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 1 - std::pow(0.025, 1.0 / 300), 1e-9);
  const auto all = share_of(300, 300);
  EXPECT_NEAR(all.low, std::pow(0.025, 1.0 / 300), 1e-9);
  EXPECT_DOUBLE_EQ(all.high, 1);
  EXPECT_DOUBLE_EQ(share_of(0, 0).high, 1);
}

}  // namespace
}  // namespace jianzai::face::pad::lab
