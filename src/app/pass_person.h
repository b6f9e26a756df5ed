#pragma once

#include "app/ports.h"

namespace jianzai::app {

// How and when somebody was seen alive.
struct Proof {
  Date seen_on;
  ProofWay way;
  std::optional<ChallengeMode> by_face = {};  // with which challenge, where it was by face
};

// Every entitlement counts as proved on that day, and every task that had begun is settled; of a proof by
// face only what counts that (DueRule::modes). The earliest due day that follows, also of what is not proved
// by it; nothing without entitlements. What is not by face is kept as a Pass. The one way in which anybody
// passes. Errors: kDeathReported with the ids of the signs (reported_deaths).
[[nodiscard]] Result<std::optional<Date>> pass_person(Ports& ports, Transaction& transaction,
                                                      const PersonId& person, const Proof& proof);
// By the attempt, on the day on which it was opened; it learns the due day.
enum class PassedBy { kEngine, kReviewer };
[[nodiscard]] Result<void> pass_person(Ports& ports, Transaction& transaction, Attempt& attempt,
                                       PassedBy passed_by);

}  // namespace jianzai::app
