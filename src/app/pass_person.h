#pragma once

#include "app/ports.h"

namespace jianzai::app {

// The person was seen alive on that day: every entitlement counts as proved on it, and every task that had
// begun is settled (`event`: kPass, kApproveReview or kMatch). `by_face`: with which challenge, where it was
// by face; then only what counts that (DueRule::modes) is proved. The earliest due day that follows, also of
// what is not proved by it; nothing without entitlements. The one way in which anybody passes.
[[nodiscard]] Result<std::optional<Date>> pass_person(Ports& ports, Transaction& transaction,
                                                      const PersonId& person, Date seen_on, TaskEvent event,
                                                      std::optional<ChallengeMode> by_face = {});
// The same with the attempt's challenge, on the day on which it was opened; it learns the due day.
[[nodiscard]] Result<void> pass_person(Ports& ports, Transaction& transaction, Attempt& attempt,
                                       TaskEvent event);

}  // namespace jianzai::app
