#include "app/open_review.h"

#include "app/tasks.h"
#include "app/view_attempts.h"
#include "app/workdays.h"
#include "app/write.h"

namespace jianzai::app {

namespace {

// Where there are two who can.
Result<bool> wants_second(Ports& ports, Transaction& transaction, const Person& person) {
  constexpr std::size_t kPercent = 100;
  if (static_cast<int>(draw(kPercent, ports.random)) >= ports.settings.review_second_percent) return false;
  return TRY(transaction.operators().count_reviewers_of(person, std::nullopt)) > 1;
}

}  // namespace

Result<void> open_review(Ports& ports, Transaction& transaction, const Attempt& attempt,
                         ReviewRequester requester) {
  const Time now = ports.clock.now();
  const auto person = TRY(transaction.persons().find(attempt.person));
  if (!person) return fail(ErrorCode::kInternal, "an attempt of nobody");
  const auto standing = TRY(standing_of(ports, transaction, *person));
  const bool two = TRY(wants_second(ports, transaction, *person));
  const auto due =
      TRY(workday_calendar(ports, transaction)).nth_workday_after(china_date(now), standing.review_workdays);
  TRY(transaction.reviews().insert({.id = ReviewId::make(ports.clock, ports.random),
                                    .attempt = attempt.id,
                                    .person = attempt.person,
                                    .state = ReviewState::kOpen,
                                    .requested_by = requester,
                                    .opened_at = now,
                                    .due_on = due.on,
                                    .due_is_certain = due.is_certain,
                                    .note = {},
                                    .decided_by = {},
                                    .decided_at = {},
                                    .wants_second = two}));
  const Date opened_on = china_date(attempt.opened_at);
  for (Task& task : TRY(transaction.tasks().unsettled(attempt.person))) {
    // What the review cannot prove waits with the rest, but a suspension that was proposed is not put off.
    const bool is_concerned = task.state != TaskState::kSuspendProposed ||
                              TRY(counts_for(transaction, *person, task, attempt.challenge.mode, opened_on));
    if (is_concerned && task.window.self_from <= opened_on)
      TRY(move_task(ports, transaction, std::move(task), TaskEvent::kAskReview));
  }
  return {};
}

Result<void> request_review(Ports& ports, const Account& account, const AttemptId& id) {
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    const auto view = TRY(view_attempt(ports, transaction, account, id));
    if (view.review) return {};
    const bool is_reviewable = !view.frames_received.empty() || view.counts;
    if (!may_request_review(view.attempt, false, is_reviewable))
      return fail(ErrorCode::kReviewClosed, "nothing to review");
    return open_review(ports, transaction, view.attempt, ReviewRequester::kPerson);
  });
}

}  // namespace jianzai::app
