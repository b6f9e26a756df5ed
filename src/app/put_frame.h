#pragma once

#include "app/view_attempts.h"

namespace jianzai::app {

struct PutFrame {
  AttemptId attempt;
  int sequence = 0;                 // 0 to limits::kFramesPerAttemptMax - 1
  int step = 0;                     // in which it was taken
  std::optional<Time> captured_at;  // by the phone's clock
  std::string_view nonce;
  ByteView jpeg;
};

// Stores one camera frame of the running step; durable when it returns. The last frame of a step reveals the
// next one. The same picture again is no error, whatever step runs by now. Returns where the attempt stands.
// Errors: kNotFound, also for somebody else's attempt; kForbidden for another attempt's nonce; kAttemptClosed
// when it is no longer open or its deadline passed; kStepMissed for another step than the running one or
// after the step's deadline; kNotAnImage, kImageTooLarge; kIdempotencyConflict when another picture has the
// number.
[[nodiscard]] Result<AttemptView> put_frame(Ports& ports, const Account& account, const PutFrame& request);

}  // namespace jianzai::app
