#pragma once

#include <optional>

#include "domain/evidence.h"

namespace jianzai {

enum class AttemptResult { kPassed, kNotPassed, kReview };

struct Decision {
  AttemptResult result = AttemptResult::kReview;
  std::optional<Reason> reason;
  std::optional<double> score;      // none when no frame could be compared
  std::optional<double> threshold;  // the accept score that held
};

// From what was seen to what follows. Pure.
//
// The score of an attempt is the median over its usable frames: one lucky or one blurred frame decides
// nothing. The thresholds come with the networks (models/manifest.toml names their data and error).
//   score >= accept                  passed
//   review <= score < accept         a person decides (LOW_MATCH)
//   score < review                   not passed (NOT_SAME)
// Starter networks: below accept a person always decides. No networks: a person decides everything.
// No usable frame: not passed, with the advice that most frames call for.
[[nodiscard]] Decision decide(const Networks& networks, const Evidence& evidence);

}  // namespace jianzai
