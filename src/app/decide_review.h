#pragma once

#include "app/view_reviews.h"

namespace jianzai::app {

struct DecideReview {
  ReviewId review;
  ReviewVerdict verdict;
  std::string note;  // the citizen reads it on a rejection, and what to hand in when more is asked for
  // With an approval: this frame becomes one more reference, beside the anchor; where the agency has another
  // reviewer it is only proposed (store_or_propose). What two reviewers decide makes one only if the one
  // whose verdict ends it says so.
  std::optional<int> promote = {};
};

// A reviewer's decision. Approval passes the person, on the day on which the pictures were taken; either way
// the pictures are erased. Asking for more keeps them, and the review waits for the person until its new due
// day. Of a sample two reviewers
// decide: the first verdict is noted only, and so is a second one that differs, after which the third holds;
// where no other reviewer is left, the one decides. The same decision again gives the review as it was
// decided. Errors: kForbidden, kNotFound; kInvalidFields for a rejection or a question without a note or a
// note that is too long; kReviewClosed when it was decided otherwise; kSamePerson for another verdict of who
// gave the last one, and for who made a reference that was compared with, while there is another reviewer;
// kReviewClaimed while another one looks at it. Of a frame to promote: kNotFound when there is none of that
// number; kFaceRefused with the reason when it shows no usable face; kInvalidFields (promote NO_CONSENT)
// without ReviewView::may_keep_image.
[[nodiscard]] Result<ReviewView> decide_review(Ports& ports, const Operator& by, const DecideReview& request);

}  // namespace jianzai::app
