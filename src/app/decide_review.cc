#include "app/decide_review.h"

#include "app/audit.h"
#include "app/enrol_reference.h"
#include "app/fields.h"
#include "app/notices.h"
#include "app/pass_person.h"
#include "app/relatives.h"
#include "app/tasks.h"
#include "app/workdays.h"
#include "app/write.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

Result<void> check_note(Ports& ports, const DecideReview& request) {
  FieldReader reader(china_date(ports.clock.now()));
  using Need = FieldReader::Need;
  reader.text("note", request.note, limits::kNoteCharactersMax,
              request.verdict == ReviewVerdict::kApprove ? Need::kOptional : Need::kRequired);
  if (reader.has_faults()) return reader.error();
  return {};
}

// Whether the verdict ends a review that two reviewers look at: the second one that agrees, or the third.
bool decides(const Review& review, ReviewVerdict verdict) {
  return review.is_disputed || (review.first_verdict && *review.first_verdict == verdict);
}

// It is noted, and another reviewer does not see it. Where the second one differs, it is disputed.
Result<ReviewView> give_verdict(Ports& ports, Transaction& transaction, const Operator& by,
                                ReviewVerdict verdict, ReviewView view) {
  Review& review = view.review;
  review.is_disputed = review.first_verdict.has_value();
  review.first_by = by.id;
  review.first_verdict = verdict;
  TRY(transaction.reviews().update(review, review.state));
  TRY(transaction.reviews().set_claim(review.id, std::nullopt,
                                      ports.clock.now()));  // it is another one's now
  TRY(record(ports, transaction, by, AuditAction::kGiveVerdict, review.id.text()));
  view.waits_for_second = true;
  return view;
}

// Somebody who may give the second verdict: who could have when it was opened may be gone.
Result<bool> has_other_reviewer(Transaction& transaction, const Operator& by, const Review& review) {
  const auto person = TRY(transaction.persons().find(review.person));
  if (!person) return fail(ErrorCode::kInternal, "a review of nobody");
  return TRY(transaction.operators().count_reviewers_of(*person, by.id)) > 0;
}

// A frame that is to become a reference, with its features: the face is looked at outside of the transaction.
struct Promotion {
  Reference reference;
  Secret<Bytes> jpeg;
};

Result<std::optional<Promotion>> promotion_of(Ports& ports, const Operator& by, const DecideReview& request) {
  if (!request.promote || request.verdict != ReviewVerdict::kApprove) return std::nullopt;
  std::optional<Secret<Bytes>> jpeg;
  std::optional<PersonId> person;
  {
    const auto transaction = TRY(ports.store.begin_read());
    const auto view = TRY(own_review(ports, *transaction, by, request.review));
    // Decided, and its frames erased: decide_review says what became of it.
    if (!is_pending(view.review.state)) return std::nullopt;
    person = view.review.person;
    jpeg = TRY(transaction->attempts().frame(view.review.attempt, *request.promote));
  }
  if (!jpeg) return fail(ErrorCode::kNotFound, "no such frame");
  auto features = TRY(features_of(ports.faces, jpeg->reveal()));
  return Promotion{.reference = {.id = ReferenceId::make(ports.clock, ports.random),
                                 .person = *person,
                                 .source = ReferenceSource::kReview,
                                 .made_by = by.id,
                                 .made_at = ports.clock.now(),
                                 .features = std::move(features)},
                   .jpeg = std::move(*jpeg)};
}

tl::unexpected<Error> refuse_to_keep() {
  return fail(
      Error{.code = ErrorCode::kInvalidFields, .fields = {{.field = "promote", .code = "NO_CONSENT"}}});
}

// The pictures of the try are gone, and the person has handed in no others: that can only be asked for.
tl::unexpected<Error> refuse_unseen() {
  return fail(
      Error{.code = ErrorCode::kInvalidFields, .fields = {{.field = "decision", .code = "NO_PICTURES"}}});
}

// What came of an attempt: also to the phone of who helped with it, as long as they may.
Result<void> notify_of_attempt(Ports& ports, Transaction& transaction, const Person& person,
                               const Attempt& attempt, NoticeKind kind,
                               const std::optional<Date>& due_on = {}) {
  const auto account = TRY(transaction.accounts().find(attempt.account));
  const bool may_know = account && TRY(may_act_for(transaction, *account, person));
  return notify_person(ports, transaction, person, kind,
                       {.due_on = due_on, .also = may_know ? account->phone : Secret<std::string>()});
}

// The person has kAnswerWorkdays; the pictures stay.
Result<ReviewView> ask_more(Ports& ports, Transaction& transaction, const Operator& by, ReviewView view) {
  Review& review = view.review;
  const auto due = TRY(workday_calendar(ports, transaction))
                       .nth_workday_after(china_date(ports.clock.now()), kAnswerWorkdays);
  review.due_on = due.on;
  review.due_is_certain = due.is_certain;
  TRY(transaction.reviews().update(review, ReviewState::kOpen));
  TRY(record(ports, transaction, by, AuditAction::kAskMore, review.id.text()));
  const auto person = TRY(transaction.persons().find(review.person));
  if (!person) return fail(ErrorCode::kInternal, "a review of nobody");
  TRY(notify_of_attempt(ports, transaction, *person, view.attempt.attempt, NoticeKind::kReviewAsked,
                        review.due_on));
  return view;
}

}  // namespace

Result<ReviewView> decide_review(Ports& ports, const Operator& by, const DecideReview& request) {
  TRY(check_note(ports, request));
  const auto promotion = TRY(promotion_of(ports, by, request));
  return write(ports.store, [&](Transaction& transaction) -> Result<ReviewView> {
    auto view = TRY(own_review(ports, transaction, by, request.review));
    Review& review = view.review;
    const auto decided = next_state(review.state, request.verdict);
    if (!decided) {
      const bool is_same = next_state(ReviewState::kOpen, request.verdict) == review.state &&
                           review.note.reveal() == request.note &&
                           (request.verdict == ReviewVerdict::kAskMore || review.decided_by == by.id);
      if (is_same) return view;
      return fail(ErrorCode::kReviewClosed);
    }
    if (!view.claimed_by.empty()) return fail(ErrorCode::kReviewClaimed);
    if (view.is_collector) return fail(ErrorCode::kSamePerson);
    const bool has_pictures = !view.attempt.frames_received.empty() || !view.evidence.empty();
    if (request.verdict == ReviewVerdict::kApprove && !has_pictures) return refuse_unseen();
    const bool is_for_two = review.wants_second && TRY(has_other_reviewer(transaction, by, review));
    if (request.verdict != ReviewVerdict::kAskMore && is_for_two) {
      if (review.first_by == by.id) {
        if (review.first_verdict == request.verdict) return view;
        return fail(ErrorCode::kSamePerson);
      }
      if (!decides(review, request.verdict))
        return give_verdict(ports, transaction, by, request.verdict, std::move(view));
    }
    const ReviewState before = review.state;
    review.state = *decided;
    review.note = Secret(request.note);
    if (request.verdict == ReviewVerdict::kAskMore) return ask_more(ports, transaction, by, std::move(view));
    review.decided_by = by.id;
    review.decided_at = ports.clock.now();
    TRY(transaction.reviews().update(review, before));
    TRY(record(
        ports, transaction, by,
        request.verdict == ReviewVerdict::kApprove ? AuditAction::kApproveReview : AuditAction::kRejectReview,
        review.id.text()));

    Attempt& attempt = view.attempt.attempt;
    Decision decision = attempt.decision.value_or(Decision{});
    if (request.verdict == ReviewVerdict::kApprove) {
      decision.result = AttemptResult::kPassed;
      decision.reason = Reason::kReviewApproved;
      TRY(pass_person(ports, transaction, attempt, PassedBy::kReviewer));
      if (promotion) {
        if (!view.may_keep_image) return refuse_to_keep();
        TRY(store_or_propose(ports, transaction, by, promotion->reference, EarlierReferences::kKeep,
                             promotion->jpeg.reveal(), AuditAction::kPromoteCapture));
      }
    } else {
      decision.result = AttemptResult::kNotPassed;
      decision.reason = Reason::kReviewRejected;
      if (!TRY(transaction.reviews().find_open(attempt.person)))
        TRY(move_tasks(ports, transaction, attempt.person, TaskEvent::kRejectReview));
    }
    attempt.decision = decision;
    TRY(transaction.attempts().update(attempt, attempt.state));
    TRY(transaction.attempts().erase_frames(attempt.id));
    TRY(transaction.reviews().erase_evidence(review.id));
    if (const auto person = TRY(transaction.persons().find(attempt.person))) {
      TRY(notify_of_attempt(ports, transaction, *person, attempt,
                            request.verdict == ReviewVerdict::kApprove ? NoticeKind::kReviewApproved
                                                                       : NoticeKind::kReviewRejected));
    }
    view.attempt.frames_received.clear();
    view.may_keep_image = false;
    view.evidence.clear();
    view.decided_by = by.name;
    return view;
  });
}

}  // namespace jianzai::app
