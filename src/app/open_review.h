#pragma once

#include "app/ports.h"

namespace jianzai::app {

// Inside the caller's transaction. It is due after as many working days as the person's plans say, or the
// settings; meanwhile their tasks wait for it.
[[nodiscard]] Result<void> open_review(Ports& ports, Transaction& transaction, const Attempt& attempt,
                                       ReviewRequester requester);

// The citizen asks that a person looks at an attempt that did not pass (申请人工审核). Asking again gives the
// same review. Errors: kNotFound; kReviewClosed when there is nothing to ask for: it is undecided, passed or
// expired, or its frames are erased by now.
[[nodiscard]] Result<void> request_review(Ports& ports, const Account& account, const AttemptId& id);

}  // namespace jianzai::app
