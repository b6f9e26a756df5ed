#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "domain/ids.h"

namespace jianzai {

enum class ReviewState { kOpen, kApproved, kRejected };
enum class ReviewVerdict { kApprove, kReject };
enum class ReviewRequester { kPolicy, kPerson };

// Nothing when the review is no longer open.
[[nodiscard]] std::optional<ReviewState> next_state(ReviewState state, ReviewVerdict verdict);

[[nodiscard]] std::string_view to_text(ReviewState state);
[[nodiscard]] std::optional<ReviewState> review_state_from(std::string_view text);
[[nodiscard]] std::string_view to_text(ReviewRequester requester);
[[nodiscard]] std::optional<ReviewRequester> review_requester_from(std::string_view text);

// A person's look at an attempt (人工审核).
struct Review {
  ReviewId id;
  AttemptId attempt;
  PersonId person;
  ReviewState state = ReviewState::kOpen;
  ReviewRequester requested_by = ReviewRequester::kPolicy;
  Time opened_at;
  Date due_on;          // the third working day after
  bool due_is_certain;  // see WorkdayCalendar
  Secret<std::string> note;
  std::optional<OperatorId> decided_by;
  std::optional<Time> decided_at;
};

}  // namespace jianzai
