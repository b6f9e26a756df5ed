#pragma once

#include "app/ports.h"

namespace jianzai::app {

// Ends an open attempt whose deadline passed: with frames it is submitted (nothing that arrived is lost),
// without any it expires.
[[nodiscard]] Result<void> close_overdue(Transaction& transaction, Attempt attempt);

}  // namespace jianzai::app
