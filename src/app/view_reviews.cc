#include "app/view_reviews.h"

#include <algorithm>

#include "app/audit.h"
#include "app/give_consent.h"
#include "app/view_operator.h"
#include "app/view_persons.h"
#include "app/workdays.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kRowsPerPage = 50;

Result<bool> made_a_reference(Transaction& transaction, const Operator& by, const PersonId& person) {
  const auto active = TRY(transaction.references().active(person));
  return std::ranges::any_of(active, [&](const Reference& one) {
    return one.made_by == by.id && one.source != ReferenceSource::kReview;
  });
}

Result<ReviewView> view_of(Ports& ports, Transaction& transaction, const WorkdayCalendar& workdays,
                           const Operator& by, Review review, const Person& person) {
  auto found = TRY(transaction.attempts().find(review.attempt));
  if (!found) return fail(ErrorCode::kInternal, "a review of nothing");
  auto attempt = TRY(app::view_of(transaction, std::move(*found)));
  ReviewView view{.review = std::move(review),
                  .attempt = std::move(attempt),
                  .person_name = person.name,
                  .decided_by = {}};
  view.region = person.region;
  if (is_pending(view.review.state)) {
    view.workdays_left = workdays.workdays_until(view.review.due_on, china_date(ports.clock.now()));
    const bool has_other = TRY(transaction.operators().count_reviewers_of(person, by.id)) > 0;
    view.waits_for_second = has_other && view.review.first_by == by.id;
    view.is_collector = TRY(made_a_reference(transaction, by, person.id));
    for (LifeSign& sign : TRY(reported_deaths(ports, transaction, person.id))) {
      auto checked_by = TRY(login_of(transaction, sign.checked_by));
      view.deaths.push_back(
          {.sign = std::move(sign), .person_name = person.name, .checked_by = std::move(checked_by)});
    }
    const auto consent = TRY(transaction.consents().find(view.attempt.attempt.consent));
    view.may_keep_image =
        consent && !consent->withdrawn_at && TRY(may_keep_image(transaction, person.id, ports.settings));
    if (is_claimed_by_other(view.review, by.id, ports.clock.now())) {
      const auto other = TRY(transaction.operators().find(*view.review.claimed_by));
      if (other) view.claimed_by = other->login;
    }
  }
  view.evidence = TRY(transaction.reviews().evidence(view.review.id));
  if (view.review.decided_by) {
    const auto reviewer = TRY(transaction.operators().find(*view.review.decided_by));
    if (reviewer) view.decided_by = reviewer->name;
  }
  return view;
}

}  // namespace

Result<ReviewView> own_review(Ports& ports, Transaction& transaction, const Operator& by,
                              const ReviewId& id) {
  TRY(must_be_reviewer(by));
  auto review = TRY(transaction.reviews().find(id));
  if (!review) return fail(ErrorCode::kNotFound);
  const auto person = TRY(own_person(transaction, by, review->person));
  const auto workdays = TRY(workday_calendar(ports, transaction));
  return view_of(ports, transaction, workdays, by, std::move(*review), person);
}

Result<ReviewView> view_review(Ports& ports, const Operator& by, const ReviewId& id) {
  const auto transaction = TRY(ports.store.begin_read());
  return own_review(ports, *transaction, by, id);
}

Result<ReviewView> claim_review(Ports& ports, const Operator& by, const ReviewId& id) {
  const Time now = ports.clock.now();
  return write(ports.store, [&](Transaction& transaction) -> Result<ReviewView> {
    auto view = TRY(own_review(ports, transaction, by, id));
    if (!is_pending(view.review.state)) return fail(ErrorCode::kReviewClosed);
    if (!view.claimed_by.empty()) return fail(ErrorCode::kReviewClaimed);
    if (view.is_collector || view.waits_for_second) return fail(ErrorCode::kSamePerson);
    TRY(transaction.reviews().set_claim(id, by.id, now));
    return view;
  });
}

Result<ReviewView> release_review(Ports& ports, const Operator& by, const ReviewId& id) {
  return write(ports.store, [&](Transaction& transaction) -> Result<ReviewView> {
    auto view = TRY(own_review(ports, transaction, by, id));
    if (view.review.claimed_by == by.id)
      TRY(transaction.reviews().set_claim(id, std::nullopt, ports.clock.now()));
    return view;
  });
}

Result<Page<ReviewView>> list_reviews(Ports& ports, const Operator& by, std::string_view cursor) {
  TRY(must_be_reviewer(by));
  const auto transaction = TRY(ports.store.begin_read());
  auto reviews = TRY(transaction->reviews().page_open(by.scope(), by.id, china_date(ports.clock.now()),
                                                      cursor, kRowsPerPage));
  const auto workdays = TRY(workday_calendar(ports, *transaction));
  Page<ReviewView> page{.rows = {}, .next = std::move(reviews.next)};
  for (Review& review : reviews.rows) {
    const auto person = TRY(transaction->persons().find(review.person));
    if (!person) return fail(ErrorCode::kInternal, "a review of nobody");
    page.rows.push_back(TRY(view_of(ports, *transaction, workdays, by, std::move(review), *person)));
  }
  return page;
}

Result<Secret<Bytes>> review_evidence(Ports& ports, const Operator& by, const ReviewId& id,
                                      ReviewEvidence kind) {
  return write(ports.store, [&](Transaction& transaction) -> Result<Secret<Bytes>> {
    TRY(own_review(ports, transaction, by, id));
    auto image = TRY(transaction.reviews().evidence_bytes(id, kind));
    if (!image) return fail(ErrorCode::kNotFound, "no such picture");
    TRY(record(ports, transaction, by, AuditAction::kViewEvidence, id.text()));
    return std::move(*image);
  });
}

Result<Secret<Bytes>> review_frame(Ports& ports, const Operator& by, const ReviewId& id, int sequence) {
  std::optional<Secret<Bytes>> frame;
  {
    const auto transaction = TRY(ports.store.begin_read());
    const auto view = TRY(own_review(ports, *transaction, by, id));
    if (!is_pending(view.review.state)) return fail(ErrorCode::kNotFound, "the review is closed");
    frame = TRY(transaction->attempts().frame(view.review.attempt, sequence));
    if (!frame) return fail(ErrorCode::kNotFound, "no such frame");
  }
  TRY(write(ports.store, [&](Transaction& transaction) {
    return record(ports, transaction, by, AuditAction::kViewFrame, id.text());
  }));
  return std::move(*frame);
}

}  // namespace jianzai::app
