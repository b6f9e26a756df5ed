#pragma once

#include <optional>

#include "domain/challenge.h"
#include "domain/evidence.h"

namespace jianzai {

enum class AttemptResult { kPassed, kNotPassed, kReview };

struct Decision {
  AttemptResult result = AttemptResult::kReview;
  std::optional<Reason> reason;
  std::optional<double> score;       // mean cosine; none when no frame could be compared
  std::optional<double> normalised;  // none without a cohort
  std::optional<double> threshold;   // the accept threshold that held: of `normalised` if that is there
};

// What else the decision depends on.
struct Circumstances {
  ChallengeMode mode = ChallengeMode::kColour;
  AssuranceLevel assurance = AssuranceLevel::kStandard;  // the highest of the person's entitlements
  bool looks_only = false;         // the agency knows that the person cannot act: Person::looks_only
  bool is_reference_weak = false;  // is_weak(ReferenceSource): all that it is compared with
  bool is_sampled = false;         // drawn for a person to look at what passed by looking only
};

// From what was seen to what follows. Pure.
//
// The score of an attempt is the median over its usable frames: one lucky or one blurred frame decides
// nothing. Where the face engine has a cohort, the normalised score decides by thresholds of its own. The
// thresholds come with the networks (models/manifest.toml names their data and error).
//   score >= accept                  passed, if the challenge says a living face:
//     an attack is suspected           a person decides (SPOOF_RISK)
//     the eyes are shut all the time   not passed (EYES_CLOSED): another try, or ask for a person; who is
//     known
//                                      to be unable to act is looked at by a person
//     a static challenge               a person looks at it, too (LOW_ASSURANCE); not for who is known to be
//                                      unable to act, at standard assurance: then only a sample
//     the answer cannot be read        not passed (ACTION_MISSED): another try, another way
//   review <= score < accept         a person decides (LOW_MATCH)
//   score < review                   not passed (NOT_SAME)
// With weak references only, who would pass is looked at by a person (LOW_ASSURANCE), and so is who does not
// look the same (LOW_MATCH): the portrait of an ID card is too old and small to send somebody away. Starter
// networks: below accept, and where the answer cannot be read, a person always decides. No networks: a person
// decides everything. No usable frame: not passed, with the advice that most frames call for.
[[nodiscard]] Decision decide(const Networks& networks, const Circumstances& circumstances,
                              const Evidence& evidence);

// A score for people to read: 0 at 0 and below, 80 at the accept threshold, 100 at 1; straight lines between.
[[nodiscard]] int mapped_score(double score, double accept);

}  // namespace jianzai
