// Wrong answers in a row, by what was typed, and the wait that they cost.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

// Errors: kTooManyTries with the wait that is left.
[[nodiscard]] Result<void> must_not_wait(Transaction& transaction, Realm realm, std::string_view login,
                                         Time now);

// A wrong answer is one more in a row, a right one ends the row. In a writing transaction, so that tries at
// the same time count one by one.
[[nodiscard]] Result<void> count_try(Transaction& transaction, Realm realm, std::string_view login,
                                     bool is_right, Time now);

}  // namespace jianzai::app
