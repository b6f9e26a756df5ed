#include "pad/report.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <thread>

#include <boost/math/distributions/binomial.hpp>
#include <fmt/format.h>

#include "base/random.h"

namespace jianzai::face::pad::lab {
namespace {

Result<Outcome> run_one(const Examiner& examiner, std::span<const Subject> subjects, const Order& order,
                        std::uint64_t seed, double share) {
  // Other light evenly over its range, so that every band is there.
  const double lux = kLuxMin * std::pow(kLuxMax / kLuxMin, share);
  const auto session = TRY(simulate(order.species, order.mode, subjects, seed, order.frames, lux));
  // The comparison takes half of the time, and where one person is shown throughout it has little to say: of
  // those every fifth.
  const bool compares = order.species == Species::kSwappedFace || seed % 5 == 0;
  const auto examined = TRY(examiner.examine(session, compares ? Likeness::kCompared : Likeness::kLeftOut));
  const auto deployed = TRY(examiner.judge(examined, true));
  // Only where the passive networks had a say the verdict is another one without them.
  const bool had_a_say = std::ranges::any_of(
      deployed.findings, [](std::string_view finding) { return finding.starts_with("passive"); });
  const auto bare = had_a_say ? TRY(examiner.judge(examined, false)) : deployed;
  Outcome outcome;
  outcome.species = order.species;
  outcome.mode = order.mode;
  outcome.conditions = session.conditions;
  outcome.verdict = deployed.verdict;
  outcome.without_passive = bare.verdict;
  outcome.notes = deployed.notes;
  outcome.response = deployed.colour;
  if (order.species == Species::kLive && order.mode == ChallengeMode::kColour) {
    std::vector<ColourFrame> frames;
    for (const auto& frame : examined.presentation.frames) {
      frames.push_back({.image = frame.image,
                        .points = frame.landmarks ? five_points(*frame.landmarks) : frame.face.points,
                        .step = frame.step,
                        .taken_at_ms = frame.received_ms});
    }
    for (const auto& step : examined.presentation.steps) outcome.steps.push_back({step.shown});
    outcome.observations = observe(frames);
  }
  return outcome;
}

std::string percent(double value) { return fmt::format("{:.1f}", 100 * value); }

std::string with_interval(const Share& share) {
  return fmt::format("{} % [{}, {}]", percent(share.value), percent(share.low), percent(share.high));
}

using Choice = std::function<bool(const Outcome&)>;

struct Count {
  std::size_t all = 0;
  std::array<std::size_t, 3> deployed{};  // by Verdict
  std::array<std::size_t, 3> bare{};
};

Count count_if(std::span<const Outcome> outcomes, const Choice& choice) {
  Count count;
  for (const auto& outcome : outcomes) {
    if (!choice(outcome)) continue;
    ++count.all;
    ++count.deployed[static_cast<std::size_t>(outcome.verdict)];
    ++count.bare[static_cast<std::size_t>(outcome.without_passive)];
  }
  return count;
}

std::size_t of(const std::array<std::size_t, 3>& counts, Verdict verdict) {
  return counts[static_cast<std::size_t>(verdict)];
}

std::string attack_row(std::string_view name, const Count& count) {
  const auto n = static_cast<double>(count.all);
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", name, count.all,
                     percent(static_cast<double>(of(count.deployed, Verdict::kAttack)) / n),
                     percent(static_cast<double>(of(count.deployed, Verdict::kUnsure)) / n),
                     percent(static_cast<double>(of(count.deployed, Verdict::kBonaFide)) / n),
                     with_interval(share_of(of(count.deployed, Verdict::kBonaFide), count.all)),
                     with_interval(share_of(of(count.bare, Verdict::kBonaFide), count.all)));
}

std::string live_row(std::string_view name, const Count& count) {
  if (count.all == 0) return {};
  const auto n = static_cast<double>(count.all);
  return fmt::format("| {} | {} | {} | {} | {} | {} |\n", name, count.all,
                     with_interval(share_of(count.all - of(count.deployed, Verdict::kBonaFide), count.all)),
                     percent(static_cast<double>(of(count.deployed, Verdict::kUnsure)) / n),
                     percent(static_cast<double>(of(count.deployed, Verdict::kAttack)) / n),
                     with_interval(share_of(count.all - of(count.bare, Verdict::kBonaFide), count.all)));
}

std::string_view to_text(Wrong wrong) {
  switch (wrong) {
    case Wrong::kForeign:
      return "another challenge";
    case Wrong::kReordered:
      return "own frames reordered";
    case Wrong::kMixed:
      return "1 to 3 colours exchanged";
  }
  return {};
}

// How many colour steps of the two differ.
std::size_t differing(std::span<const ColourStep> a, std::span<const ColourStep> b) {
  std::size_t count = 0;
  for (std::size_t k = 0; k < a.size(); ++k) count += a[k].shown != b[k].shown ? 1 : 0;
  return count;
}

std::vector<ColourStep> drawn_steps(Random& random) {
  std::vector<ColourStep> steps;
  for (const auto& step : draw_challenge(ChallengeMode::kColour, {}, random).steps)
    steps.push_back({shown_at(step)});
  return steps;
}

}  // namespace

Share share_of(std::size_t events, std::size_t trials) {
  Share share{.events = events, .trials = trials, .value = 0, .low = 0, .high = 1};
  if (trials == 0) return share;
  using Binomial = boost::math::binomial_distribution<double>;
  const auto n = static_cast<double>(trials);
  const auto k = static_cast<double>(events);
  share.value = k / n;
  if (events > 0) share.low = Binomial::find_lower_bound_on_p(n, k, 0.025);
  if (events < trials) share.high = Binomial::find_upper_bound_on_p(n, k, 0.025);
  return share;
}

Result<std::vector<Outcome>> run_sessions(const Examiner& examiner, std::span<const Subject> subjects,
                                          std::span<const Order> orders, std::uint64_t seed, int threads,
                                          const std::function<void(const Outcome&)>& note) {
  struct Job {
    Order order;
    std::uint64_t seed = 0;
    double share = 0;
  };
  std::vector<Job> jobs;
  std::size_t most = 0;
  for (const auto& order : orders) most = std::max(most, order.count);
  // In turn, so that a run that is broken off has seen all of them.
  for (std::size_t i = 0; i < most; ++i) {
    for (const auto& order : orders) {
      if (i >= order.count) continue;
      // The golden section: evenly over the light, however many there are.
      const double share = std::fmod((static_cast<double>(i) + 0.5) * 0.6180339887498949, 1.0);
      jobs.push_back({.order = order, .seed = seed * 1'000'000 + i, .share = share});
    }
  }
  std::vector<Outcome> outcomes(jobs.size());
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::optional<Error> broken;
  const auto work = [&] {
    for (std::size_t i = next++; i < jobs.size(); i = next++) {
      auto outcome = run_one(examiner, subjects, jobs[i].order, jobs[i].seed, jobs[i].share);
      const std::scoped_lock lock(mutex);
      if (!outcome) {
        broken = std::move(outcome).error();
        next = jobs.size();
        return;
      }
      outcomes[i] = std::move(*outcome);
      note(outcomes[i]);
    }
  };
  {
    std::vector<std::jthread> others;
    for (int i = 1; i < threads; ++i) others.emplace_back(work);
    work();
  }
  if (broken) return fail(std::move(*broken));
  return outcomes;
}

std::vector<WrongTally> try_wrong_challenges(std::span<const Outcome> outcomes, std::size_t count,
                                             std::uint64_t seed) {
  std::vector<const Outcome*> accepted;
  for (const auto& outcome : outcomes) {
    if (outcome.verdict == Verdict::kBonaFide && !outcome.observations.empty()) accepted.push_back(&outcome);
  }
  std::vector<WrongTally> tallies;
  for (const auto kind : kWrongs) tallies.push_back({.kind = kind});
  if (accepted.empty()) return tallies;
  Draw draw(seed);
  SeededRandom random(draw.seed());
  for (std::size_t i = 0; i < count; ++i) {
    const Outcome& live = *accepted[draw.below(accepted.size())];
    WrongTally& tally = tallies[i % tallies.size()];
    std::vector<ColourStep> steps = live.steps;
    std::vector<Observation> seen = live.observations;
    do {
      if (tally.kind == Wrong::kForeign) steps = drawn_steps(random);
      if (tally.kind == Wrong::kReordered) {
        for (std::size_t k = steps.size() - 1; k > 1; --k) std::swap(steps[k], steps[1 + draw.below(k)]);
      }
      if (tally.kind == Wrong::kMixed) {
        for (std::size_t left = 1 + draw.below(3); left > 0; --left) {
          const std::size_t k = 1 + draw.below(steps.size() - 1);
          steps[k] = drawn_steps(random)[1 + draw.below(kColourSteps)];
        }
      }
    } while (differing(steps, live.steps) == 0);
    const std::size_t off = differing(steps, live.steps);
    const auto judgement = pad::judge(measure_response(steps, seen));
    ++tally.trials[off];
    if (judgement.findings.empty()) {
      ++tally.accepted[off];
    } else if (std::ranges::none_of(judgement.findings, is_evidence_of_attack)) {
      ++tally.unsure[off];
    }
  }
  return tallies;
}

std::string note_of(const Outcome& o) {
  std::string text =
      fmt::format("{} {} lux={:.0f} distance={:.2f} yaw={:.1f} {} {}", lab::to_text(o.species),
                  jianzai::to_text(o.mode), o.conditions.lux, o.conditions.distance_m, o.conditions.yaw_deg,
                  pad::to_text(o.verdict), pad::to_text(o.without_passive));
  if (o.response) {
    const ColourResponse& r = *o.response;
    text += fmt::format(
        " patches={} chance={:.1f} gain={:.4f} otherwise={} better={:.1f} share_error={:.3f} relief={:.3f} "
        "relief_error={:.3f} f={:.1f} facing={:.2f} t={:.1f} highest={:.2f} background={:.2f} shares=",
        r.patches, r.chance_log10, r.gain, r.steps_otherwise, r.better_otherwise, r.share_error, r.relief,
        r.relief_error, r.relief_f, r.facing, r.facing_t, r.share_highest, r.background_ratio.value_or(-1));
    for (const auto& share : r.share) text += share ? fmt::format("{:.3f},", *share) : std::string("-,");
  }
  return text + " | " + o.notes;
}

std::string describe(std::span<const Outcome> outcomes, std::span<const WrongTally> wrong,
                     std::uint64_t seed) {
  std::string text = fmt::format("Seed {}, {} simulated sessions.\n", seed, outcomes.size());
  const auto is = [](Species species, ChallengeMode mode) {
    return [=](const Outcome& outcome) { return outcome.species == species && outcome.mode == mode; };
  };
  for (const auto mode : {ChallengeMode::kColour, ChallengeMode::kPose}) {
    text += fmt::format(
        "\nSimulated attack presentations, {} challenge (shares in %):\n\n"
        "| species | n | attack | unsure | bona fide | APCER [95 %] | without passive networks |\n"
        "|---|---|---|---|---|---|---|\n",
        mode == ChallengeMode::kColour ? "colour" : "pose");
    for (const auto species : kSpecies) {
      if (species == Species::kLive) continue;
      const auto count = count_if(outcomes, is(species, mode));
      if (count.all > 0) text += attack_row(lab::to_text(species), count);
    }
  }
  text +=
      "\nSimulated bona fide presentations (BPCER = not bona fide = unsure + attack):\n\n"
      "| live | n | BPCER [95 %] | unsure % | attack % | BPCER without passive networks |\n"
      "|---|---|---|---|---|---|\n";
  const auto live = [&](std::string_view name, ChallengeMode mode, const Choice& choice) {
    text += live_row(name, count_if(outcomes, [&](const Outcome& outcome) {
                       return outcome.species == Species::kLive && outcome.mode == mode && choice(outcome);
                     }));
  };
  const auto lux = [](double from, double to) {
    return [=](const Outcome& o) { return o.conditions.lux >= from && o.conditions.lux < to; };
  };
  const auto yaw = [](double from, double to) {
    return [=](const Outcome& o) {
      return std::abs(o.conditions.yaw_deg) >= from && std::abs(o.conditions.yaw_deg) < to;
    };
  };
  const auto near = [](double from, double to) {
    return [=](const Outcome& o) { return o.conditions.distance_m >= from && o.conditions.distance_m < to; };
  };
  for (const auto mode : {ChallengeMode::kColour, ChallengeMode::kPose}) {
    const std::string name = mode == ChallengeMode::kColour ? "colour" : "pose";
    live(name + ", all", mode, [](const Outcome&) { return true; });
    live(name + ", 50-100 lux", mode, lux(50, 100));
    live(name + ", 100-300 lux", mode, lux(100, 300));
    live(name + ", 300-1000 lux", mode, lux(300, 1000));
    live(name + ", up to 35 cm", mode, near(0, 0.35));
    live(name + ", 35-45 cm", mode, near(0.35, 0.45));
    live(name + ", 45-60 cm", mode, near(0.45, 1));
    live(name + ", turned up to 5 deg", mode, yaw(0, 5));
    live(name + ", turned 5-10 deg", mode, yaw(5, 10));
    live(name + ", turned 10-15 deg", mode, yaw(10, 90));
  }
  std::size_t trials = 0;
  std::size_t accepted = 0;
  std::string rows;
  for (const auto& tally : wrong) {
    std::size_t all = 0;
    std::size_t passed = 0;
    std::size_t open = 0;
    std::string detail;
    for (std::size_t off = 0; off < tally.trials.size(); ++off) {
      all += tally.trials[off];
      passed += tally.accepted[off];
      open += tally.unsure[off];
      if (tally.trials[off] > 0) {
        detail += fmt::format("{}{}: {}/{}", detail.empty() ? "" : ", ", off, tally.accepted[off],
                              tally.trials[off]);
      }
    }
    rows += fmt::format("| {} | {} | {} | {} | {} |\n", to_text(tally.kind), all, passed, open, detail);
    trials += all;
    accepted += passed;
  }
  if (trials > 0) {
    text += fmt::format(
        "\nAnswers of accepted simulated live sessions, put to challenges that they were not given to; "
        "judged by the colour "
        "layer alone. {} of {} accepted.\n\n"
        "| challenge | n | accepted | unsure | accepted/n by colours that differ "
        "|\n|---|---|---|---|---|\n{}",
        accepted, trials, rows);
  }
  return text;
}

}  // namespace jianzai::face::pad::lab
