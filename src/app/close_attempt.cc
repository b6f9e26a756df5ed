#include "app/close_attempt.h"

namespace jianzai::app {

namespace {

Result<void> end(Transaction& transaction, Attempt attempt, AttemptEvent event) {
  const auto next = next_state(attempt.state, event);
  if (!next) return {};
  attempt.state = *next;
  TRY(transaction.attempts().update(attempt, AttemptState::kOpen));
  return {};
}

}  // namespace

Result<void> close_open(Transaction& transaction, Attempt attempt) {
  const bool has_frames = !TRY(transaction.attempts().frame_numbers(attempt.id)).empty();
  return end(transaction, std::move(attempt), has_frames ? AttemptEvent::kSubmit : AttemptEvent::kExpire);
}

Result<void> expire_open(Transaction& transaction, Attempt attempt) {
  return end(transaction, std::move(attempt), AttemptEvent::kExpire);
}

}  // namespace jianzai::app
