#pragma once

#include "app/ports.h"

namespace jianzai::app {

// No more frames: the attempt waits for its decision from here on, durably. Finishing what is finished
// already gives it as it stands. Frames that arrived in time count even when the word that they were all came
// late. Errors: kNotFound; kAttemptEmpty without frames; kAttemptClosed when it expired.
[[nodiscard]] Result<Attempt> finish_attempt(Ports& ports, const Account& account, const AttemptId& id);

}  // namespace jianzai::app
