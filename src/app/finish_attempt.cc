#include "app/finish_attempt.h"

#include "app/write.h"

namespace jianzai::app {

Result<Attempt> finish_attempt(Ports& ports, const Account& account, const AttemptId& id) {
  return write(ports.store, [&](Transaction& transaction) -> Result<Attempt> {
    auto attempt = TRY(transaction.attempts().find(id));
    if (!attempt || attempt->account != account.id) return fail(ErrorCode::kNotFound);
    if (attempt->state == AttemptState::kExpired) return fail(ErrorCode::kAttemptClosed);
    const auto submitted = next_state(attempt->state, AttemptEvent::kSubmit);
    if (!submitted) return std::move(*attempt);
    if (TRY(transaction.attempts().frame_numbers(id)).empty()) {
      if (ports.clock.now() > attempt->deadline) return fail(ErrorCode::kAttemptClosed);
      return fail(ErrorCode::kAttemptEmpty);
    }
    attempt->state = *submitted;
    TRY(transaction.attempts().update(*attempt, AttemptState::kOpen));
    return std::move(*attempt);
  });
}

}  // namespace jianzai::app
