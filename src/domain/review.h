#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "domain/ids.h"

namespace jianzai {

enum class ReviewState {
  kOpen,
  kAsked,  // the person is asked for more; a reviewer may decide it all the same
  kApproved,
  kRejected,
};
enum class ReviewVerdict { kApprove, kReject, kAskMore };
enum class ReviewRequester { kPolicy, kPerson };

// What somebody hands in, so that a reviewer can decide.
enum class ReviewEvidence {
  kIdCard,  // the side with the portrait
  kPaper,   // anything else: today's newspaper in the hand, a certificate
  kVideo,   // the person while somebody says today's date; not a picture
};

// Nothing when the review is decided, or the person is asked already.
[[nodiscard]] std::optional<ReviewState> next_state(ReviewState state, ReviewVerdict verdict);
// Not decided.
[[nodiscard]] bool is_pending(ReviewState state);

// Working days that the person has to answer; then the reviewer goes on with what is there.
inline constexpr int kAnswerWorkdays = 10;

[[nodiscard]] std::string_view to_text(ReviewState state);
[[nodiscard]] std::optional<ReviewState> review_state_from(std::string_view text);
[[nodiscard]] std::string_view to_text(ReviewVerdict verdict);  // `ASK_MORE`
[[nodiscard]] std::optional<ReviewVerdict> review_verdict_from(std::string_view text);
[[nodiscard]] std::string_view to_text(ReviewEvidence evidence);  // `ID_CARD`
[[nodiscard]] std::optional<ReviewEvidence> review_evidence_from(std::string_view text);
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
  Date due_on;               // for the reviewer; while kAsked, for the person
  bool due_is_certain;       // see WorkdayCalendar
  Secret<std::string> note;  // the reviewer's
  std::optional<OperatorId> decided_by;
  std::optional<Time> decided_at;
  Secret<std::string> answer = {};  // the person's
  // Of a sample two reviewers decide, neither of whom knows what the other says (双人复核). Where they
  // differ, the third verdict holds, from anybody but the second.
  bool wants_second = false;
  std::optional<OperatorId> first_by = {};  // whose verdict was the last one that did not decide it
  std::optional<ReviewVerdict> first_verdict = {};
  bool is_disputed = false;
  // Who looks at it now, so that no other one does the same work (认领).
  std::optional<OperatorId> claimed_by = {};
  std::optional<Time> claimed_at = {};
};

// A claim that nothing came of is over after so long.
inline constexpr std::chrono::minutes kReviewClaim{30};
[[nodiscard]] inline bool is_claimed_by_other(const Review& review, const OperatorId& by, Time now) {
  return review.claimed_by && *review.claimed_by != by && now - *review.claimed_at < kReviewClaim;
}

}  // namespace jianzai
