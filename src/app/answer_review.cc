#include "app/answer_review.h"

#include "app/fields.h"
#include "app/films.h"
#include "app/tasks.h"
#include "app/workdays.h"
#include "app/write.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

// Of an attempt that the account may speak for.
Result<Review> pending_review(Transaction& transaction, const Account& account, const AttemptId& id) {
  TRY(attempt_for(transaction, account, id));
  auto review = TRY(transaction.reviews().find_by_attempt(id));
  if (!review || !is_pending(review->state)) return fail(ErrorCode::kReviewClosed);
  return std::move(*review);
}

// Whoever of two reviewers gave one has not seen what comes in now.
void forget_verdicts(Review& review) {
  review.first_by.reset();
  review.first_verdict.reset();
  review.is_disputed = false;
}

}  // namespace

Result<AttemptView> hand_in_evidence(Ports& ports, const Account& account, const AttemptId& id,
                                     ReviewEvidence kind, ByteView bytes) {
  const auto form = kind == ReviewEvidence::kVideo ? EvidenceForm::kFilm : EvidenceForm::kPicture;
  TRY(check_evidence(ports, form, bytes));
  return write(ports.store, [&](Transaction& transaction) -> Result<AttemptView> {
    auto review = TRY(pending_review(transaction, account, id));
    forget_verdicts(review);
    TRY(transaction.reviews().update(review, review.state));
    TRY(transaction.reviews().set_evidence(review.id, kind, ports.clock.now(), bytes));
    return view_attempt(ports, transaction, account, id);
  });
}

Result<AttemptView> answer_review(Ports& ports, const Account& account, const AttemptId& id,
                                  std::string_view words) {
  FieldReader reader(china_date(ports.clock.now()));
  const auto answer = reader.text("answer", words, limits::kNoteCharactersMax, FieldReader::Need::kOptional);
  if (reader.has_faults()) return reader.error();
  return write(ports.store, [&](Transaction& transaction) -> Result<AttemptView> {
    auto review = TRY(pending_review(transaction, account, id));
    if (answer->empty() && TRY(transaction.reviews().evidence(review.id)).empty()) {
      FieldReader empty(china_date(ports.clock.now()));
      empty.refuse("answer", "REQUIRED");
      return empty.error();
    }
    const ReviewState before = review.state;
    if (!answer->empty()) {
      review.answer = Secret(*answer);
      forget_verdicts(review);
    }
    if (before == ReviewState::kAsked) {
      const auto person = TRY(transaction.persons().find(review.person));
      if (!person) return fail(ErrorCode::kInternal, "a review of nobody");
      const auto standing = TRY(standing_of(ports, transaction, *person));
      const auto due = TRY(workday_calendar(ports, transaction))
                           .nth_workday_after(china_date(ports.clock.now()), standing.review_workdays);
      review.state = ReviewState::kOpen;
      review.due_on = due.on;
      review.due_is_certain = due.is_certain;
    }
    TRY(transaction.reviews().update(review, before));
    return view_attempt(ports, transaction, account, id);
  });
}

}  // namespace jianzai::app
