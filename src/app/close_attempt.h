#pragma once

#include "app/ports.h"

namespace jianzai::app {

// Ends an open attempt that nobody goes on with: with frames it is submitted (nothing that arrived is lost),
// without any it expires.
[[nodiscard]] Result<void> close_open(Transaction& transaction, Attempt attempt);
// Ends an open attempt that may not go on, whatever has arrived.
[[nodiscard]] Result<void> expire_open(Transaction& transaction, Attempt attempt);

}  // namespace jianzai::app
