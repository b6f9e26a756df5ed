#include "app/open_review.h"

#include "app/view_attempts.h"
#include "app/write.h"

namespace jianzai::app {

Review make_review(Ports& ports, const Attempt& attempt, ReviewRequester requester) {
  const Time now = ports.clock.now();
  const auto due = ports.workdays.nth_workday_after(china_date(now), ports.settings.review_workdays);
  return {.id = ReviewId::make(ports.clock, ports.random),
          .attempt = attempt.id,
          .person = attempt.person,
          .state = ReviewState::kOpen,
          .requested_by = requester,
          .opened_at = now,
          .due_on = due.on,
          .due_is_certain = due.is_certain,
          .note = {},
          .decided_by = {},
          .decided_at = {}};
}

Result<void> request_review(Ports& ports, const Account& account, const AttemptId& id) {
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    const auto attempt = TRY(attempt_for(transaction, account, id));
    if (TRY(transaction.reviews().find_by_attempt(id))) return {};
    const bool has_frames = !TRY(transaction.attempts().frame_numbers(id)).empty();
    if (!may_request_review(attempt, false, has_frames))
      return fail(ErrorCode::kReviewClosed, "nothing to review");
    return transaction.reviews().insert(make_review(ports, attempt, ReviewRequester::kPerson));
  });
}

}  // namespace jianzai::app
