#include "app/put_frame.h"

#include "crypto/token.h"

namespace jianzai::app {

Result<std::vector<int>> put_frame(Ports& ports, const Account& account, const PutFrame& request) {
  // Before the picture is looked at: nobody makes us decode for an attempt that is not his.
  const auto check = [&](Transaction& transaction) -> Result<void> {
    const auto attempt = TRY(transaction.attempts().find(request.attempt));
    if (!attempt || attempt->account != account.id) return fail(ErrorCode::kNotFound);
    if (!crypto::equal_in_constant_time(attempt->nonce, request.nonce))
      return fail(ErrorCode::kForbidden, "nonce");
    if (attempt->state != AttemptState::kOpen || ports.clock.now() > attempt->deadline) {
      return fail(ErrorCode::kAttemptClosed);
    }
    return {};
  };
  {
    const auto transaction = TRY(ports.store.begin_read());
    TRY(check(*transaction));
  }
  TRY(ports.faces.check_image(request.jpeg));

  const auto transaction = TRY(ports.store.begin_write());
  TRY(check(*transaction));
  TRY(transaction->attempts().insert_frame(request.attempt, request.sequence, request.jpeg,
                                           ports.clock.now()));
  auto numbers = TRY(transaction->attempts().frame_numbers(request.attempt));
  TRY(transaction->commit());
  return numbers;
}

}  // namespace jianzai::app
