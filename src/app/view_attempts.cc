#include "app/view_attempts.h"

#include <algorithm>

#include "app/relatives.h"
#include "app/tasks.h"
#include "app/view_persons.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kRowsPerPage = 20;

Result<Page<AttemptView>> page_of(Transaction& transaction, const PersonId& person, std::string_view cursor) {
  auto attempts = TRY(transaction.attempts().page(person, cursor, kRowsPerPage));
  Page<AttemptView> page{.rows = {}, .next = std::move(attempts.next)};
  for (Attempt& attempt : attempts.rows) page.rows.push_back(TRY(view_of(transaction, std::move(attempt))));
  return page;
}

AttemptView shown_to(const Account& account, const Standing& standing, AttemptView view) {
  if (view.attempt.account != account.id) view.attempt.nonce.clear();
  view.counts = std::ranges::find(standing.failed, view.attempt.id) != standing.failed.end();
  return view;
}

}  // namespace

Result<AttemptView> view_of(Transaction& transaction, Attempt attempt) {
  AttemptView view{.attempt = std::move(attempt), .review = {}, .frames_received = {}};
  view.review = TRY(transaction.reviews().find_by_attempt(view.attempt.id));
  if (view.review && is_pending(view.review->state))
    view.evidence = TRY(transaction.reviews().evidence(view.review->id));
  view.frames_received = TRY(transaction.attempts().frame_numbers(view.attempt.id));
  view.frames_of_step = TRY(transaction.attempts().count_frames_of_step(view.attempt.id, view.attempt.step));
  return view;
}

Result<Attempt> attempt_for(Transaction& transaction, const Account& account, const AttemptId& id) {
  auto attempt = TRY(transaction.attempts().find(id));
  if (!attempt) return fail(ErrorCode::kNotFound);
  const auto person = TRY(transaction.persons().find(attempt->person));
  if (!person || !TRY(may_act_for(transaction, account, *person))) return fail(ErrorCode::kNotFound);
  return std::move(*attempt);
}

Result<AttemptView> view_attempt(Ports& ports, Transaction& transaction, const Account& account,
                                 const AttemptId& id) {
  auto view = TRY(view_of(transaction, TRY(attempt_for(transaction, account, id))));
  const auto person = TRY(transaction.persons().find(view.attempt.person));
  if (!person) return fail(ErrorCode::kInternal, "an attempt of nobody");
  return shown_to(account, TRY(standing_of(ports, transaction, *person)), std::move(view));
}

Result<AttemptView> view_attempt(Ports& ports, const Account& account, const AttemptId& id) {
  return view_attempt(ports, *TRY(ports.store.begin_read()), account, id);
}

Result<Page<AttemptView>> list_attempts(Ports& ports, const Account& account, std::string_view cursor,
                                        const std::optional<RelativeId>& relative) {
  const auto transaction = TRY(ports.store.begin_read());
  const auto person = TRY(person_for(*transaction, account, relative));
  if (!person) return Page<AttemptView>{};
  auto page = TRY(page_of(*transaction, person->id, cursor));
  const auto standing = TRY(standing_of(ports, *transaction, *person));
  for (auto& view : page.rows) view = shown_to(account, standing, std::move(view));
  return page;
}

Result<Page<AttemptView>> list_person_attempts(Ports& ports, const Operator& by, const PersonId& person,
                                               std::string_view cursor) {
  const auto transaction = TRY(ports.store.begin_read());
  TRY(own_person(*transaction, by, person));
  return page_of(*transaction, person, cursor);
}

}  // namespace jianzai::app
