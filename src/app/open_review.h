#pragma once

#include "app/ports.h"

namespace jianzai::app {

// A review that is due on the settings' working day, not stored yet.
[[nodiscard]] Review make_review(Ports& ports, const Attempt& attempt, ReviewRequester requester);

// The citizen asks that a person looks at an attempt that did not pass (申请人工审核). Asking again gives the
// same review. Errors: kNotFound; kReviewClosed when there is nothing to ask for: it is undecided, passed or
// expired, or its frames are erased by now.
[[nodiscard]] Result<void> request_review(Ports& ports, const Account& account, const AttemptId& id);

}  // namespace jianzai::app
