// What the face engine found, as plain values. No image, socket or row gets this far.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/reason.h"

namespace jianzai {

enum class NetworkKind {
  kFull,     // measured well enough to decide
  kStarter,  // to try the product: a clear match passes, all else goes to a person
  kNone,     // every attempt goes to a person
};

// The networks that compare, with the thresholds that models/manifest.toml gives for them.
struct Networks {
  NetworkKind kind = NetworkKind::kNone;
  std::string set;          // name in the manifest; empty without networks
  double accept_score = 1;  // cosine; at or above: same person
  double review_score = 1;  // cosine; from here to accept_score a person decides
  std::string note;         // what is missing, for engineers
};

// One frame: either its score against the reference or why it could not be used.
struct FrameFinding {
  int sequence = 0;
  std::optional<double> score;    // mean cosine in [-1, 1]; higher = more similar
  std::optional<Reason> refusal;  // NO_FACE, MANY_FACES, TOO_FAR
};

struct Evidence {
  std::vector<FrameFinding> frames;
};

}  // namespace jianzai
