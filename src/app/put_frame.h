#pragma once

#include "app/ports.h"

namespace jianzai::app {

struct PutFrame {
  AttemptId attempt;
  int sequence = 0;  // 0 to limits::kFramesPerAttemptMax - 1
  std::string_view nonce;
  ByteView jpeg;
};

// Stores one camera frame; durable when it returns. The same picture again is no error. Returns the numbers
// that are here now. Errors: kNotFound, also for somebody else's attempt; kForbidden for another attempt's
// nonce; kAttemptClosed when it is no longer open or its deadline passed; kNotAnImage, kImageTooLarge;
// kIdempotencyConflict when another picture has the number.
[[nodiscard]] Result<std::vector<int>> put_frame(Ports& ports, const Account& account,
                                                 const PutFrame& request);

}  // namespace jianzai::app
