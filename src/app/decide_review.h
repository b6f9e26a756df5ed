#pragma once

#include "app/view_reviews.h"

namespace jianzai::app {

struct DecideReview {
  ReviewId review;
  ReviewVerdict verdict;
  std::string note;  // the citizen reads it on a rejection, and what to hand in when more is asked for
};

// A reviewer's decision. Approval passes the person, on the day on which the pictures were taken; either way
// the pictures are erased. Asking for more keeps them, and the review waits for the person until its new due
// day. The same decision again gives the review as it was decided. Errors: kForbidden, kNotFound;
// kInvalidFields for a rejection or a question without a note or a note that is too long; kReviewClosed when
// it was decided otherwise.
[[nodiscard]] Result<ReviewView> decide_review(Ports& ports, const Operator& by, const DecideReview& request);

}  // namespace jianzai::app
