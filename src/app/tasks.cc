#include "app/tasks.h"

#include <algorithm>
#include <set>

#include "app/notices.h"
#include "app/retention.h"

namespace jianzai::app {
namespace {

// Whether the plan takes a try of this task now; if not, the standing learns when.
bool takes_try(const Task& task, const Plan& plan, Time now, Standing& standing) {
  if (task.window.self_from > china_date(now)) {
    standing.opens_on = std::min(standing.opens_on.value_or(task.window.self_from), task.window.self_from);
    return false;
  }
  if (plan.hours && !is_open(*plan.hours, now)) {
    standing.hours = plan.hours;
    return false;
  }
  return true;
}

bool concerns_payment(TaskState state) {
  return state == TaskState::kSuspended || state == TaskState::kTerminated;
}

std::vector<ChallengeMode> modes_of(const Person& person, const Standing& standing, Date today) {
  const auto is_wanted = [&](const Entitlement& one) {
    return standing.due_on.contains(one.category.code) || one.cycle().opens_on <= today;
  };
  const bool is_any_wanted = std::ranges::any_of(person.entitlements, is_wanted);
  std::vector<ChallengeMode> modes;
  for (const auto mode : {ChallengeMode::kColour, ChallengeMode::kPose, ChallengeMode::kStatic}) {
    const auto counts = [&](const Entitlement& one) {
      return (!is_any_wanted || is_wanted(one)) && person.counts(one, mode, today);
    };
    if (std::ranges::any_of(person.entitlements, counts)) modes.push_back(mode);
  }
  return modes;
}

Result<void> tell_payroll(Ports& ports, Transaction& transaction, const Task& task, TaskState before) {
  if (!concerns_payment(before) && !concerns_payment(task.state)) return {};
  const auto plan = TRY(transaction.plans().find(task.plan));
  if (!plan) return fail(ErrorCode::kInternal, "a task of no plan");
  const auto last = TRY(transaction.payroll().last(task.person, plan->category));
  for (const auto& instruction : instructions_of(before, task, china_date(ports.clock.now()), last)) {
    TRY(transaction.payroll().insert(task.agency, {.id = PayrollRowId::make(ports.clock, ports.random),
                                                   .task = task.id,
                                                   .person = task.person,
                                                   .category = plan->category,
                                                   .instruction = instruction}));
  }
  return {};
}

}  // namespace

Result<Standing> standing_of(Ports& ports, Transaction& transaction, const Person& person,
                             AttemptChannel by) {
  const Time now = ports.clock.now();
  const Settings& settings = ports.settings;
  Standing standing;
  std::vector<Plan> open;
  std::set<std::string> begin_later;  // categories
  std::optional<Time> last_began;     // of those that are open
  for (const Task& task : TRY(transaction.tasks().unsettled(person.id))) {
    auto plan = TRY(transaction.plans().find(task.plan));
    if (!plan) return fail(ErrorCode::kInternal, "a task of no plan");
    const bool is_suspended = task.state == TaskState::kSuspended;
    if (plan->state == PlanState::kClosed && !is_suspended) continue;
    standing.is_suspended = standing.is_suspended || is_suspended;
    const bool has_begun = task.window.self_from <= china_date(now);
    standing.is_asked = standing.is_asked || has_begun;
    if (has_begun) {
      auto& due_on = standing.due_on.try_emplace(plan->category, task.window.self_to).first->second;
      due_on = std::min(due_on, task.window.self_to);
    }
    if (takes_try(task, *plan, now, standing)) {
      const Time began = std::max(china_midnight(task.window.self_from), plan->made_at);
      last_began = std::max(last_began.value_or(began), began);
      open.push_back(std::move(*plan));
    } else if (!has_begun) {
      begin_later.insert(plan->category);
    }
  }
  standing.modes = modes_of(person, standing, china_date(now));
  const auto begins_later = [&](const Entitlement& one) { return begin_later.contains(one.category.code); };
  standing.is_closed =
      open.empty() &&
      (standing.is_asked || (!begin_later.empty() && std::ranges::all_of(person.entitlements, begins_later)));
  standing.tries_max =
      open.empty() ? settings.tries_max : std::ranges::min(open, {}, &Plan::tries_max).tries_max;
  standing.review_workdays = open.empty()
                                 ? settings.review_workdays
                                 : std::ranges::min(open, {}, &Plan::review_workdays).review_workdays;
  Time since = last_began ? *last_began : now - TRY(retention_of(ports, transaction, Kept::kFrames));
  if (const auto decided_at = TRY(transaction.reviews().last_decided_at(person.id)))
    since = std::max(since, *decided_at);
  standing.failed = TRY(transaction.attempts().failed(
      person.id, since, by == AttemptChannel::kSelf ? std::optional(by) : std::nullopt,
      static_cast<std::size_t>(standing.tries_max)));
  return standing;
}

Result<bool> counts_for(Transaction& transaction, const Person& person, const Task& task, ChallengeMode mode,
                        Date on) {
  const auto plan = TRY(transaction.plans().find(task.plan));
  const auto entitlement = std::ranges::find_if(person.entitlements, [&](const Entitlement& one) {
    return plan && one.category.code == plan->category;
  });
  return entitlement == person.entitlements.end() || person.counts(*entitlement, mode, on);
}

Result<bool> move_task(Ports& ports, Transaction& transaction, Task task, TaskEvent event) {
  const Date today = china_date(ports.clock.now());
  const TaskState before = task.state;
  // A task that came after the review was opened waits for no review: approval is proof all the same.
  const bool is_moved = apply(task, event, today) ||
                        (event == TaskEvent::kApproveReview && apply(task, TaskEvent::kPass, today));
  if (!is_moved) return false;
  // A rejected review leads back to where the person may prove it, which may be over.
  const bool is_over = task.state == TaskState::kPending && task.window.self_to < today;
  if (is_over && !apply(task, TaskEvent::kEndSelfService, today))
    return fail(ErrorCode::kInternal, "a pending task that cannot end");
  return store_task(ports, transaction, task, before);
}

Result<bool> store_task(Ports& ports, Transaction& transaction, const Task& task, TaskState before) {
  if (!TRY(transaction.tasks().update(task, before))) return false;
  TRY(tell_payroll(ports, transaction, task, before));
  TRY(notify_of_move(ports, transaction, task, before));
  return true;
}

Result<void> move_tasks(Ports& ports, Transaction& transaction, const PersonId& person, TaskEvent event) {
  for (Task& task : TRY(transaction.tasks().unsettled(person)))
    TRY(move_task(ports, transaction, std::move(task), event));
  return {};
}

}  // namespace jianzai::app
