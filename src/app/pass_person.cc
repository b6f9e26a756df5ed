#include "app/pass_person.h"

#include <algorithm>

#include "app/tasks.h"

namespace jianzai::app {
namespace {

struct Proof {
  Date seen_on;
  TaskEvent event;
  std::optional<ChallengeMode> by_face;

  [[nodiscard]] bool counts_for(const Person& person, const Entitlement& entitlement) const {
    return !by_face || person.counts(entitlement, *by_face, seen_on);
  }
};

// `person`: as it stands after the proof.
Result<void> settle(Ports& ports, Transaction& transaction, const Person& person, const Proof& proof,
                    Task task) {
  const auto plan = TRY(transaction.plans().find(task.plan));
  const auto entitlement = std::ranges::find_if(person.entitlements, [&](const Entitlement& one) {
    return plan && one.category.code == plan->category;
  });
  const bool is_entitled = entitlement != person.entitlements.end();
  if (is_entitled && !proof.counts_for(person, *entitlement)) {
    // A review that was approved is over for what does not count it, too.
    const bool was_reviewed =
        proof.event == TaskEvent::kApproveReview && !TRY(transaction.reviews().find_open(person.id));
    if (was_reviewed) TRY(move_task(ports, transaction, std::move(task), TaskEvent::kRejectReview));
    return {};
  }
  // The proof may be older than the task, whose cycle it has ended all the same: a review took some days, or
  // a paper came late.
  const bool has_ended_cycle =
      is_entitled && !plan->dates && entitlement->cycle().opens_on > task.window.self_from;
  if (task.window.self_from <= proof.seen_on || has_ended_cycle)
    TRY(move_task(ports, transaction, std::move(task), proof.event));
  return {};
}

Result<Person> person_now(Transaction& transaction, const PersonId& id) {
  auto person = TRY(transaction.persons().find(id));
  if (!person) return fail(ErrorCode::kInternal, "nobody passed");
  return std::move(*person);
}

}  // namespace

Result<std::optional<Date>> pass_person(Ports& ports, Transaction& transaction, const PersonId& id,
                                        Date seen_on, TaskEvent event, std::optional<ChallengeMode> by_face) {
  const auto before = TRY(person_now(transaction, id));
  const Proof proof{.seen_on = seen_on, .event = event, .by_face = by_face};
  for (const Entitlement& entitlement : before.entitlements) {
    if (proof.counts_for(before, entitlement))
      TRY(transaction.persons().set_passed(id, entitlement.category.code, seen_on));
  }
  const auto person = TRY(person_now(transaction, id));
  for (Task& task : TRY(transaction.tasks().unsettled(id)))
    TRY(settle(ports, transaction, person, proof, std::move(task)));
  std::optional<Date> next_due_on;
  for (const Entitlement& entitlement : person.entitlements) {
    const Date due_on = entitlement.cycle().due_on;
    next_due_on = std::min(next_due_on.value_or(due_on), due_on);
  }
  return next_due_on;
}

Result<void> pass_person(Ports& ports, Transaction& transaction, Attempt& attempt, TaskEvent event) {
  attempt.next_due_on = TRY(pass_person(ports, transaction, attempt.person, china_date(attempt.opened_at),
                                        event, attempt.challenge.mode));
  return {};
}

}  // namespace jianzai::app
