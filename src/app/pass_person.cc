#include "app/pass_person.h"

#include <algorithm>

#include "app/notices.h"
#include "app/reported_deaths.h"
#include "app/tasks.h"

namespace jianzai::app {
namespace {

bool counts_for(const Proof& proof, const Person& person, const Entitlement& entitlement) {
  return !proof.by_face || person.counts(entitlement, *proof.by_face, proof.seen_on);
}

TaskEvent event_of(ProofWay way) {
  switch (way) {
    case ProofWay::kReview:
      return TaskEvent::kApproveReview;
    case ProofWay::kMatched:
      return TaskEvent::kMatch;
    case ProofWay::kSelf:
    case ProofWay::kRelative:
    case ProofWay::kAssisted:
      break;
  }
  return TaskEvent::kPass;
}

// `person`: as it stands after the proof.
Result<void> settle(Ports& ports, Transaction& transaction, const Person& person, const Proof& proof,
                    Task task) {
  const auto plan = TRY(transaction.plans().find(task.plan));
  const auto entitlement = std::ranges::find_if(person.entitlements, [&](const Entitlement& one) {
    return plan && one.category.code == plan->category;
  });
  const bool is_entitled = entitlement != person.entitlements.end();
  if (is_entitled && !counts_for(proof, person, *entitlement)) {
    // A review that was approved is over for what does not count it, too.
    const bool was_reviewed =
        proof.way == ProofWay::kReview && !TRY(transaction.reviews().find_open(person.id));
    if (was_reviewed) TRY(move_task(ports, transaction, std::move(task), TaskEvent::kRejectReview));
    return {};
  }
  // The proof may be older than the task, whose cycle it has ended all the same: a review took some days, or
  // a paper came late.
  const bool has_ended_cycle =
      is_entitled && !plan->dates && entitlement->cycle().opens_on > task.window.self_from;
  if (task.window.self_from > proof.seen_on && !has_ended_cycle) return {};
  task.settled_by = proof.way;
  TRY(move_task(ports, transaction, std::move(task), event_of(proof.way)));
  return {};
}

Result<Person> person_now(Transaction& transaction, const PersonId& id) {
  auto person = TRY(transaction.persons().find(id));
  if (!person) return fail(ErrorCode::kInternal, "nobody passed");
  return std::move(*person);
}

Result<void> must_not_be_reported_dead(Ports& ports, Transaction& transaction, const PersonId& person) {
  std::string signs;
  for (const LifeSign& sign : TRY(reported_deaths(ports, transaction, person)))
    signs += (signs.empty() ? "" : ",") + sign.id.text();
  return signs.empty() ? Result<void>() : fail(ErrorCode::kDeathReported, signs);
}

}  // namespace

Result<std::optional<Date>> pass_person(Ports& ports, Transaction& transaction, const PersonId& id,
                                        const Proof& proof) {
  TRY(must_not_be_reported_dead(ports, transaction, id));
  const auto before = TRY(person_now(transaction, id));
  for (const Entitlement& entitlement : before.entitlements) {
    if (counts_for(proof, before, entitlement))
      TRY(transaction.persons().set_passed(id, entitlement.category.code, proof.seen_on));
  }
  const auto person = TRY(person_now(transaction, id));
  for (Task& task : TRY(transaction.tasks().unsettled(id)))
    TRY(settle(ports, transaction, person, proof, std::move(task)));
  std::optional<Date> next_due_on;
  for (const Entitlement& entitlement : person.entitlements) {
    const Date due_on = entitlement.cycle().due_on;
    next_due_on = std::min(next_due_on.value_or(due_on), due_on);
  }
  // Who pretends to help is found out by whom they helped.
  if (proof.way == ProofWay::kRelative || proof.way == ProofWay::kAssisted)
    TRY(notify_person(ports, transaction, person, NoticeKind::kHelped));
  if (!proof.by_face) {
    const auto way = proof.way == ProofWay::kMatched ? PassWay::kMatched : PassWay::kAssisted;
    TRY(transaction.passes().insert({.id = PassId::make(ports.clock, ports.random),
                                     .person = id,
                                     .way = way,
                                     .seen_on = proof.seen_on,
                                     .passed_at = ports.clock.now(),
                                     .next_due_on = next_due_on}));
  }
  return next_due_on;
}

Result<void> pass_person(Ports& ports, Transaction& transaction, Attempt& attempt, PassedBy passed_by) {
  const bool is_relatives = attempt.channel == AttemptChannel::kRelative;
  const auto by_engine = is_relatives ? ProofWay::kRelative : ProofWay::kSelf;
  attempt.next_due_on =
      TRY(pass_person(ports, transaction, attempt.person,
                      {.seen_on = china_date(attempt.opened_at),
                       .way = passed_by == PassedBy::kReviewer ? ProofWay::kReview : by_engine,
                       .by_face = attempt.challenge.mode}));
  if (!is_relatives || passed_by != PassedBy::kReviewer) return {};
  return notify_person(ports, transaction, TRY(person_now(transaction, attempt.person)), NoticeKind::kHelped);
}

}  // namespace jianzai::app
