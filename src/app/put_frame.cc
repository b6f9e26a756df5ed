#include "app/put_frame.h"

#include "app/write.h"
#include "crypto/token.h"

namespace jianzai::app {
namespace {

// The attempt, if this frame may be handed in. Nobody makes us decode for an attempt that is not theirs.
Result<Attempt> check(Ports& ports, Transaction& transaction, const Account& account,
                      const PutFrame& request) {
  auto attempt = TRY(transaction.attempts().find(request.attempt));
  if (!attempt || attempt->account != account.id) return fail(ErrorCode::kNotFound);
  if (!crypto::equal_in_constant_time(attempt->nonce, request.nonce))
    return fail(ErrorCode::kForbidden, "nonce");
  const Time now = ports.clock.now();
  if (attempt->state != AttemptState::kOpen || now > attempt->deadline)
    return fail(ErrorCode::kAttemptClosed);
  // A retry whose answer was lost comes when the next step runs already.
  if (TRY(transaction.attempts().has_frame(attempt->id, request.sequence, request.jpeg)))
    return std::move(*attempt);
  if (request.step != attempt->step || running_step(*attempt, now) == nullptr)
    return fail(ErrorCode::kStepMissed);
  return std::move(*attempt);
}

}  // namespace

Result<AttemptView> put_frame(Ports& ports, const Account& account, const PutFrame& request) {
  {
    const auto transaction = TRY(ports.store.begin_read());
    TRY(check(ports, *transaction, account, request));
  }
  TRY(ports.faces.check_image(request.jpeg));

  return write(ports.store, [&](Transaction& transaction) -> Result<AttemptView> {
    auto attempt = TRY(check(ports, transaction, account, request));
    const Time now = ports.clock.now();
    const auto inserted = TRY(transaction.attempts().insert_frame(
        attempt.id, {.sequence = request.sequence,
                     .step = request.step,
                     .captured_at = request.captured_at,
                     .received_at = now,
                     .is_seen = false,
                     .jpeg = Secret(Bytes(request.jpeg.begin(), request.jpeg.end()))}));
    if (inserted == Inserted::kNew) {
      const ChallengeStep* step = running_step(attempt, now);
      const int frames = TRY(transaction.attempts().count_frames_of_step(attempt.id, attempt.step));
      if (step != nullptr && frames >= step->frames) {
        const int answered = attempt.step++;
        attempt.step_revealed_at = now;
        TRY(transaction.attempts().advance(attempt, answered));
      }
    }
    return view_of(transaction, std::move(attempt));
  });
}

}  // namespace jianzai::app
