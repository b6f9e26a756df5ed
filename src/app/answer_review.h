// What a person hands in for a review that waits (补充材料), asked for or not.
#pragma once

#include "app/view_attempts.h"

namespace jianzai::app {

// A JPEG, or as kVideo a film of at most limits::kVideoBytesMax, in place of an earlier one of its kind.
// Errors: kNotFound; kReviewClosed without a pending review; kNotAnImage, kImageTooLarge; kNotAVideo.
[[nodiscard]] Result<AttemptView> hand_in_evidence(Ports& ports, const Account& account, const AttemptId& id,
                                                   ReviewEvidence kind, ByteView bytes);

// The person's words, which may be empty after a picture, and then leave earlier ones as they are: a review
// that had asked goes on, due in as many working days as a new one. Errors: kNotFound; kReviewClosed;
// kInvalidFields for words that are too long, or where nothing was handed in at all.
[[nodiscard]] Result<AttemptView> answer_review(Ports& ports, const Account& account, const AttemptId& id,
                                                std::string_view words);

}  // namespace jianzai::app
