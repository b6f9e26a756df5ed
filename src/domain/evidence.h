// What the face engine found, as plain values. No image, socket or row gets this far.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "domain/assurance.h"
#include "domain/reason.h"

namespace jianzai {

enum class NetworkKind {
  kFull,     // measured well enough to decide
  kStarter,  // to try the product: a clear match passes, all else goes to a person
  kNone,     // every attempt goes to a person
};

// Scores at or above `accept`: the same person; from `review` to there a person decides.
struct Thresholds {
  double accept = 1;
  double accept_high = 1;  // AssuranceLevel::kHigh; at least `accept`
  double review = 1;

  [[nodiscard]] double accept_at(AssuranceLevel level) const {
    return level == AssuranceLevel::kHigh ? accept_high : accept;
  }
};

// The networks that compare, with the thresholds that models/manifest.toml gives for them.
struct Networks {
  NetworkKind kind = NetworkKind::kNone;
  std::string set;                       // name in the manifest; empty without networks
  Thresholds raw;                        // of the mean cosine, in [-1, 1]
  std::optional<Thresholds> normalised;  // of the cohort-normalised score, in [-2, 2]
  std::size_t cohort_people = 0;         // how many people `normalised` was measured with
  std::string note;                      // what is missing, for engineers
};

// One frame: either its score against the reference or why it could not be used.
struct FrameFinding {
  int sequence = 0;
  std::optional<double> score;       // mean cosine in [-1, 1]; higher = more similar
  std::optional<double> normalised;  // the same less the levels of both faces in the cohort; none without one
  std::optional<Reason> refusal;     // NO_FACE, MANY_FACES, TOO_FAR, DARK, BLUR, ...
};

// ISO/IEC 30107-3: what the presentation attack detection says of all frames together.
enum class PadVerdict {
  kBonaFide,
  kUnsure,  // the answer to the challenge cannot be read: strong light, an unsteady hand, a step that is
            // missing
  kAttack,
};

struct PadFinding {
  PadVerdict verdict = PadVerdict::kUnsure;
  std::string
      notes;  // `passive=0.93 colour=0.88 duplicates=0`: for the reviewer and the log, nothing personal
};

struct Evidence {
  std::vector<FrameFinding> frames;
  bool eyes_shut = false;  // in every frame that could be compared: asleep, dead, or blind
  PadFinding pad;
};

}  // namespace jianzai
