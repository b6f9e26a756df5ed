#pragma once

#include "app/ports.h"

namespace jianzai::app {

// An attempt after its decision, and whether this call made it.
struct DecidedAttempt {
  Attempt attempt;
  bool is_new = false;
};

// Compares the frames of a submitted attempt with the person's reference and writes the decision, once:
// whoever comes second gets what the first one wrote. A pass erases the frames and moves the due days; a case
// for a person opens a review. Makes the features of the reference anew where other networks, or none, made
// them. The face work is done outside the transaction: 70 ms a frame on one core with fusion-2026.1.
// Pictures that cannot be decrypted and an engine that fails are a person's case too: trying again would fail
// again.
// Errors: kNotFound; kDatabase, kIo, after which the attempt is still submitted.
[[nodiscard]] Result<DecidedAttempt> decide_attempt(Ports& ports, const AttemptId& id);

}  // namespace jianzai::app
