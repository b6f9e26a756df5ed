#pragma once

#include "app/ports.h"

namespace jianzai::app {

// The person was seen alive on the day on which the attempt was opened: every entitlement counts as proved on
// it, and the attempt learns the earliest due day that follows. One way for the machine's decision and the
// reviewer's.
[[nodiscard]] Result<void> pass_person(Transaction& transaction, Attempt& attempt);

}  // namespace jianzai::app
