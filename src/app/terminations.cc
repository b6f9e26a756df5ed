#include "app/terminations.h"

#include <algorithm>

#include "app/audit.h"
#include "app/tasks.h"
#include "app/view_operator.h"
#include "app/view_persons.h"
#include "app/write.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

Result<std::vector<LifeSign>> confirmed_losses(Ports& ports, Transaction& transaction,
                                               const PersonId& person) {
  auto signs = TRY(transaction.life_signs().of_person(person, china_date(ports.clock.now())));
  std::erase_if(signs, [](const LifeSign& sign) {
    return !is_loss(sign.kind) || sign.outcome != LossOutcome::kConfirmed;
  });
  return signs;
}

Result<BenefitsView> view_of(Ports& ports, Transaction& transaction, const Operator& by,
                             const Person& person) {
  BenefitsView view{.person = person.id, .name = person.name, .benefits = {}, .losses = {}};
  for (const Entitlement& one : person.entitlements) {
    const auto last = TRY(transaction.payroll().last(person.id, one.category.code));
    view.benefits.push_back({.category = one.category, .last = last});
  }
  auto signs = TRY(confirmed_losses(ports, transaction, person.id));
  view.check = loss_check(signs, by.id);
  for (LifeSign& sign : signs) {
    auto checked_by = TRY(login_of(transaction, sign.checked_by));
    view.losses.push_back(
        {.sign = std::move(sign), .person_name = person.name, .checked_by = std::move(checked_by)});
  }
  return view;
}

Result<Person> person_with(Transaction& transaction, const Operator& by, const PersonId& id,
                           std::string_view category) {
  auto person = TRY(own_person(transaction, by, id));
  const bool has_it = std::ranges::any_of(
      person.entitlements, [&](const Entitlement& one) { return one.category.code == category; });
  if (!has_it) return fail(ErrorCode::kNotFound);
  return person;
}

// Of one benefit, the latest first.
Result<std::vector<Task>> tasks_of(Transaction& transaction, const PersonId& person,
                                   std::string_view category) {
  std::vector<Task> tasks;
  for (Task& task : TRY(transaction.tasks().of_person(person, limits::kRowsOfOneMax))) {
    const auto plan = TRY(transaction.plans().find(task.plan));
    if (plan && plan->category == category) tasks.push_back(std::move(task));
  }
  return tasks;
}

// Says it where no task did.
Result<void> tell_payroll(Ports& ports, Transaction& transaction, const Person& person,
                          std::string_view category, PayrollOrder order) {
  return transaction.payroll().insert(
      person.agency, {.id = PayrollRowId::make(ports.clock, ports.random),
                      .task = {},
                      .person = person.id,
                      .category = std::string(category),
                      .instruction = {.order = order, .from = china_date(ports.clock.now())}});
}

}  // namespace

Result<BenefitsView> view_benefits(Ports& ports, const Operator& by, const PersonId& person) {
  const auto transaction = TRY(ports.store.begin_read());
  return view_of(ports, *transaction, by, TRY(own_person(*transaction, by, person)));
}

Result<BenefitsView> terminate_benefit(Ports& ports, const Operator& by, const PersonId& id,
                                       std::string_view category) {
  TRY(must_be_reviewer(by));
  return write(ports.store, [&](Transaction& transaction) -> Result<BenefitsView> {
    const auto person = TRY(person_with(transaction, by, id, category));
    const auto last = [&] { return transaction.payroll().last(id, category); };
    if (TRY(last()) == PayrollOrder::kTerminate) {
      TRY(settle_losses(ports, transaction, person, Ended::kBefore));
      return view_of(ports, transaction, by, person);
    }
    switch (loss_check(TRY(confirmed_losses(ports, transaction, id)), by.id)) {
      case LossCheck::kNone:
        return fail(ErrorCode::kTaskRefused, std::string(to_text(SuspensionBar::kNoConfirmedLoss)));
      case LossCheck::kOnlyOwn:
        return fail(ErrorCode::kSamePerson);
      case LossCheck::kByAnother:
        break;
    }
    auto tasks = TRY(tasks_of(transaction, id, category));
    const bool is_asked = std::ranges::any_of(tasks, [](const Task& one) { return !is_settled(one.state); });
    if (is_asked) {
      std::erase_if(tasks, [](const Task& one) { return is_settled(one.state); });
    } else if (tasks.size() > 1) {
      tasks.erase(tasks.begin() + 1, tasks.end());
    }
    for (Task& task : tasks) TRY(move_task(ports, transaction, std::move(task), TaskEvent::kConfirmLoss));
    if (TRY(last()) != PayrollOrder::kTerminate)
      TRY(tell_payroll(ports, transaction, person, category, PayrollOrder::kTerminate));
    TRY(settle_losses(ports, transaction, person, Ended::kNow));
    TRY(record(ports, transaction, by, AuditAction::kConfirmLoss, id.text()));
    return view_of(ports, transaction, by, person);
  });
}

Result<BenefitsView> reinstate_benefit(Ports& ports, const Operator& by, const PersonId& id,
                                       std::string_view category) {
  TRY(must_be_reviewer(by));
  return write(ports.store, [&](Transaction& transaction) -> Result<BenefitsView> {
    const auto person = TRY(person_with(transaction, by, id, category));
    const auto last = [&] { return transaction.payroll().last(id, category); };
    auto tasks = TRY(tasks_of(transaction, id, category));
    std::erase_if(tasks, [](const Task& one) { return one.state != TaskState::kTerminated; });
    if (tasks.empty() && TRY(last()) != PayrollOrder::kTerminate)
      return view_of(ports, transaction, by, person);
    // Before the tasks move: who is reported dead is told nothing.
    for (const LifeSign& sign : TRY(confirmed_losses(ports, transaction, id)))
      TRY(transaction.life_signs().set_checked(sign.id, by.id, LossOutcome::kWrong));
    for (Task& task : tasks) TRY(move_task(ports, transaction, std::move(task), TaskEvent::kReinstate));
    if (TRY(last()) == PayrollOrder::kTerminate)
      TRY(tell_payroll(ports, transaction, person, category, PayrollOrder::kReinstate));
    TRY(record(ports, transaction, by, AuditAction::kReinstate, id.text()));
    return view_of(ports, transaction, by, person);
  });
}

Result<void> settle_losses(Ports& ports, Transaction& transaction, const Person& person, Ended ended) {
  bool is_paid = false;
  for (const Entitlement& one : person.entitlements) {
    const auto last = TRY(transaction.payroll().last(person.id, one.category.code));
    is_paid = is_paid || last != PayrollOrder::kTerminate;
  }
  for (const LifeSign& sign : TRY(confirmed_losses(ports, transaction, person.id))) {
    const bool is_done = !is_paid || (ended == Ended::kNow && sign.kind != LifeSignKind::kDeath);
    if (is_done && !sign.followed_on)
      TRY(transaction.life_signs().set_followed(sign.id, china_date(ports.clock.now())));
  }
  return {};
}

}  // namespace jianzai::app
