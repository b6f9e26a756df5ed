#include "domain/review.h"

namespace jianzai {

std::optional<ReviewState> next_state(ReviewState state, ReviewVerdict verdict) {
  if (state != ReviewState::kOpen) return std::nullopt;
  return verdict == ReviewVerdict::kApprove ? ReviewState::kApproved : ReviewState::kRejected;
}

std::string_view to_text(ReviewState state) {
  switch (state) {
    case ReviewState::kOpen:
      return "OPEN";
    case ReviewState::kApproved:
      return "APPROVED";
    case ReviewState::kRejected:
      return "REJECTED";
  }
  return {};
}

std::optional<ReviewState> review_state_from(std::string_view text) {
  for (const ReviewState state : {ReviewState::kOpen, ReviewState::kApproved, ReviewState::kRejected}) {
    if (to_text(state) == text) return state;
  }
  return std::nullopt;
}

std::string_view to_text(ReviewRequester requester) {
  return requester == ReviewRequester::kPolicy ? "POLICY" : "PERSON";
}

std::optional<ReviewRequester> review_requester_from(std::string_view text) {
  if (text == "POLICY") return ReviewRequester::kPolicy;
  if (text == "PERSON") return ReviewRequester::kPerson;
  return std::nullopt;
}

}  // namespace jianzai
