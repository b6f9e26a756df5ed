#include "app/close_attempt.h"

namespace jianzai::app {

Result<void> close_open(Transaction& transaction, Attempt attempt) {
  const bool has_frames = !TRY(transaction.attempts().frame_numbers(attempt.id)).empty();
  const auto next = next_state(attempt.state, has_frames ? AttemptEvent::kSubmit : AttemptEvent::kExpire);
  if (!next) return {};
  attempt.state = *next;
  TRY(transaction.attempts().update(attempt, AttemptState::kOpen));
  return {};
}

}  // namespace jianzai::app
