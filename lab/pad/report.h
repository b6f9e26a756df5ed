// Many sessions, counted: APCER and BPCER of ISO/IEC 30107-3 on simulated presentations.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "pad/examine.h"

namespace jianzai::face::pad::lab {

// A proportion with its 95 % interval after Clopper and Pearson (Biometrika 26, 1934). All in [0, 1].
struct Share {
  std::size_t events = 0;
  std::size_t trials = 0;
  double value = 0;
  double low = 0;
  double high = 1;
};
[[nodiscard]] Share share_of(std::size_t events, std::size_t trials);

// One session, judged.
struct Outcome {
  Species species = Species::kLive;
  ChallengeMode mode = ChallengeMode::kColour;
  Conditions conditions;
  Verdict verdict = Verdict::kUnsure;          // as deployed
  Verdict without_passive = Verdict::kUnsure;  // the same without the passive networks
  std::string notes;
  std::optional<ColourResponse> response;
  // Of live colour sessions, to be put to other challenges.
  std::vector<ColourStep> steps;
  std::vector<Observation> observations;
};

struct Order {
  Species species = Species::kLive;
  ChallengeMode mode = ChallengeMode::kColour;
  StepFrames frames = {};
  std::size_t count = 0;
};

// `note`: told of each session as it ends, one at a time. Errors: those of simulate, examine and judge.
[[nodiscard]] Result<std::vector<Outcome>> run_sessions(const Examiner& examiner,
                                                        std::span<const Subject> subjects,
                                                        std::span<const Order> orders, std::uint64_t seed,
                                                        int threads,
                                                        const std::function<void(const Outcome&)>& note);

// Answers put to challenges that they were not given to.
enum class Wrong {
  kForeign,    // another challenge, drawn as the server draws it
  kReordered,  // its own frames in another order
  kMixed,      // its own challenge with one to three colours changed
};
inline constexpr std::array kWrongs{Wrong::kForeign, Wrong::kReordered, Wrong::kMixed};
struct WrongTally {
  Wrong kind = Wrong::kForeign;
  std::array<std::size_t, kColourSteps + 1> trials{};    // by the number of colours that differ
  std::array<std::size_t, kColourSteps + 1> accepted{};  // by the colour layer alone
  std::array<std::size_t, kColourSteps + 1> unsure{};
};
// From live sessions that the deployed judgement accepted: the hardest ones. The measured answers are kept,
// the challenge is exchanged. What the colour layer accepts is all that could be accepted.
[[nodiscard]] std::vector<WrongTally> try_wrong_challenges(std::span<const Outcome> outcomes,
                                                           std::size_t count, std::uint64_t seed);

// One line: conditions, verdicts, what the colours measured, the product's own notes.
[[nodiscard]] std::string note_of(const Outcome& outcome);

// Markdown.
[[nodiscard]] std::string describe(std::span<const Outcome> outcomes, std::span<const WrongTally> wrong,
                                   std::uint64_t seed);

}  // namespace jianzai::face::pad::lab
