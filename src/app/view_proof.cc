#include "app/view_proof.h"

#include <algorithm>

#include "app/give_consent.h"
#include "app/relatives.h"
#include "app/support.h"

namespace jianzai::app {

namespace {

constexpr std::size_t kPassesLookedAt = 10;

// Passed, and no cycle that follows the pass has opened yet.
bool is_done(const Person& person, Date today) {
  return !person.entitlements.empty() && std::all_of(person.entitlements.begin(), person.entitlements.end(),
                                                     [&](const Entitlement& entitlement) {
                                                       return entitlement.last_passed_on &&
                                                              today < entitlement.cycle().opens_on;
                                                     });
}

// Of somebody with entitlements.
ProofStatus status_of(const ProofView& view, Date today) {
  if (view.asked_in) return ProofStatus::kAsked;
  if (view.review_due_on) return ProofStatus::kReviewing;
  if (!view.standing->is_asked && is_done(*view.person, today)) return ProofStatus::kDone;
  if (view.standing->is_closed) return ProofStatus::kClosed;
  if (view.standing->modes.empty()) return ProofStatus::kOtherWay;
  if (!view.reference) return ProofStatus::kNoTemplate;
  return view.standing->has_used_tries() ? ProofStatus::kTriesUsed : ProofStatus::kReady;
}

// What proved it last, where it was no attempt.
Result<std::optional<Pass>> last_pass(Transaction& transaction, const Person& person) {
  // A paper may come later than what it shows.
  for (Pass& pass : TRY(transaction.passes().of_person(person.id, kPassesLookedAt))) {
    if (pass.seen_on == person.entitlements.front().last_passed_on) return std::move(pass);
  }
  return std::nullopt;
}

Result<std::optional<LifeSign>> sign_of(Transaction& transaction, const Pass& pass) {
  for (LifeSign& sign : TRY(transaction.life_signs().of_person(pass.person, pass.seen_on))) {
    if (sign.on == pass.seen_on && !is_loss(sign.kind)) return std::move(sign);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_text(ProofStatus status) {
  switch (status) {
    case ProofStatus::kReady:
      return "READY";
    case ProofStatus::kReviewing:
      return "REVIEWING";
    case ProofStatus::kAsked:
      return "ASKED";
    case ProofStatus::kDone:
      return "DONE";
    case ProofStatus::kNoTemplate:
      return "NO_TEMPLATE";
    case ProofStatus::kNoPlan:
      return "NO_PLAN";
    case ProofStatus::kClosed:
      return "CLOSED";
    case ProofStatus::kTriesUsed:
      return "TRIES_USED";
    case ProofStatus::kOtherWay:
      return "OTHER_WAY";
  }
  return {};
}

Result<ProofView> view_proof(Ports& ports, const Account& account,
                             const std::optional<RelativeId>& relative) {
  const auto transaction = TRY(ports.store.begin_read());
  ProofView view;
  view.person = TRY(person_for(*transaction, account, relative));
  if (!view.person || view.person->entitlements.empty()) return view;
  view.agency = TRY(transaction->agencies().find(view.person->agency));
  view.reference = TRY(transaction->references().find_active(view.person->id));
  if (const auto review = TRY(transaction->reviews().find_open(view.person->id))) {
    view.review_due_on = review->due_on;
    if (review->state == ReviewState::kAsked) view.asked_in = review->attempt;
  }
  if (const auto open = TRY(transaction->attempts().find_open(account.id));
      open && open->person == view.person->id && open->deadline > ports.clock.now()) {
    view.open_attempt = open->id;
  }
  view.support = TRY(support_for(*transaction, *view.person));
  view.keeps_image = TRY(may_keep_image(*transaction, view.person->id, ports.settings));
  view.standing = TRY(standing_of(ports, *transaction, *view.person,
                                  relative ? AttemptChannel::kRelative : AttemptChannel::kSelf));
  view.status = status_of(view, china_date(ports.clock.now()));
  if (view.status == ProofStatus::kDone) view.passed = TRY(last_pass(*transaction, *view.person));
  // Where somebody was treated is not told to who helps them.
  if (view.passed && view.passed->way == PassWay::kMatched && !relative)
    view.matched = TRY(sign_of(*transaction, *view.passed));
  return view;
}

Result<Secret<Bytes>> own_reference_image(Ports& ports, const Account& account) {
  const auto transaction = TRY(ports.store.begin_read());
  const auto person = TRY(person_of(*transaction, account));
  if (!person) return fail(ErrorCode::kNoPlan);
  const auto reference = TRY(transaction->references().find_active(person->id));
  if (!reference) return fail(ErrorCode::kNoTemplate);
  return transaction->references().image(reference->id);
}

}  // namespace jianzai::app
