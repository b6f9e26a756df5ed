#include "domain/task.h"

#include <utility>

#include <fmt/format.h>

#include "base/names.h"
#include "domain/suspension.h"

namespace jianzai {

namespace {

using S = TaskState;
using E = TaskEvent;

struct Transition {
  S from;
  E event;
  S to;
};

constexpr std::array kTransitions{
    Transition{S::kPending, E::kMatch, S::kMatched},
    Transition{S::kPending, E::kPass, S::kPassed},
    Transition{S::kPending, E::kAskReview, S::kReviewing},
    Transition{S::kPending, E::kEndSelfService, S::kVerifying},
    Transition{S::kPending, E::kConfirmLoss, S::kTerminated},

    Transition{S::kReviewing, E::kMatch, S::kMatched},
    Transition{S::kReviewing, E::kPass, S::kPassed},
    Transition{S::kReviewing, E::kApproveReview, S::kPassed},
    Transition{S::kReviewing, E::kRejectReview, S::kPending},
    Transition{S::kReviewing, E::kConfirmLoss, S::kTerminated},

    Transition{S::kVerifying, E::kMatch, S::kMatched},
    Transition{S::kVerifying, E::kPass, S::kPassed},
    Transition{S::kVerifying, E::kAskReview, S::kReviewing},
    Transition{S::kVerifying, E::kProposeSuspension, S::kSuspendProposed},
    Transition{S::kVerifying, E::kConfirmLoss, S::kTerminated},

    Transition{S::kSuspendProposed, E::kMatch, S::kMatched},
    Transition{S::kSuspendProposed, E::kPass, S::kPassed},
    Transition{S::kSuspendProposed, E::kAskReview, S::kReviewing},
    Transition{S::kSuspendProposed, E::kDropProposal, S::kVerifying},
    Transition{S::kSuspendProposed, E::kApproveSuspension, S::kSuspended},
    Transition{S::kSuspendProposed, E::kConfirmLoss, S::kTerminated},

    Transition{S::kSuspended, E::kMatch, S::kResumed},
    Transition{S::kSuspended, E::kPass, S::kResumed},
    Transition{S::kSuspended, E::kAskReview, S::kSuspended},
    Transition{S::kSuspended, E::kApproveReview, S::kResumed},
    Transition{S::kSuspended, E::kRejectReview, S::kSuspended},
    Transition{S::kSuspended, E::kConfirmLoss, S::kTerminated},

    Transition{S::kMatched, E::kConfirmLoss, S::kTerminated},
    Transition{S::kPassed, E::kConfirmLoss, S::kTerminated},
    Transition{S::kResumed, E::kConfirmLoss, S::kTerminated},
    Transition{S::kTerminated, E::kReinstate, S::kVerifying},
};

constexpr Names<ProofWay, 5> kWays{{
    {ProofWay::kSelf, "SELF"},
    {ProofWay::kRelative, "RELATIVE"},
    {ProofWay::kReview, "REVIEW"},
    {ProofWay::kAssisted, "ASSISTED"},
    {ProofWay::kMatched, "MATCHED"},
}};

constexpr Names<S, kTaskStates.size()> kStateNames{{
    {S::kPending, "PENDING"},
    {S::kReviewing, "REVIEWING"},
    {S::kMatched, "MATCHED"},
    {S::kPassed, "PASSED"},
    {S::kVerifying, "VERIFYING"},
    {S::kSuspendProposed, "SUSPEND_PROPOSED"},
    {S::kSuspended, "SUSPENDED"},
    {S::kResumed, "RESUMED"},
    {S::kTerminated, "TERMINATED"},
}};

constexpr Names<E, kTaskEvents.size()> kEventNames{{
    {E::kMatch, "MATCH"},
    {E::kPass, "PASS"},
    {E::kAskReview, "ASK_REVIEW"},
    {E::kApproveReview, "APPROVE_REVIEW"},
    {E::kRejectReview, "REJECT_REVIEW"},
    {E::kEndSelfService, "END_SELF_SERVICE"},
    {E::kProposeSuspension, "PROPOSE_SUSPENSION"},
    {E::kDropProposal, "DROP_PROPOSAL"},
    {E::kApproveSuspension, "APPROVE_SUSPENSION"},
    {E::kConfirmLoss, "CONFIRM_LOSS"},
    {E::kReinstate, "REINSTATE"},
}};

}  // namespace

std::optional<TaskState> next_state(TaskState state, TaskEvent event) {
  for (const auto& transition : kTransitions) {
    if (transition.from == state && transition.event == event) return transition.to;
  }
  return std::nullopt;
}

bool is_settled(TaskState state) {
  return state == S::kMatched || state == S::kPassed || state == S::kResumed || state == S::kTerminated;
}

bool apply(Task& task, TaskEvent event, Date today) {
  auto next = next_state(task.state, event);
  if (!next) return false;
  if (event == E::kConfirmLoss) task.before_loss = task.state;
  if (event == E::kReinstate) {
    const auto before = std::exchange(task.before_loss, {});
    if (before && (is_settled(*before) || *before == S::kSuspended)) next = before;
    task.state = *next;
    if (*next != S::kVerifying) return true;  // with its proof, or its suspension, as it was
  }
  // A loss takes away no proof that was given, nor the day since when nothing is paid.
  if (event != E::kConfirmLoss || !task.settled_on)
    task.settled_on = is_settled(*next) ? std::optional(today) : std::nullopt;
  if (*next != S::kSuspendProposed && *next != S::kSuspended) task.proposed_by.reset();
  if (event == E::kApproveSuspension) {
    using namespace std::chrono;
    task.suspended_from = Date((year_month(today.year(), today.month()) + months(1)) / day(1));
  }
  if (*next == S::kResumed) {
    task.arrears_months = task.suspended_from ? arrears_months(*task.suspended_from, today) : 0;
  }
  task.state = *next;
  return true;
}

std::string_view to_text(ProofWay way) { return name_of(kWays, way); }
std::optional<ProofWay> proof_way_from(std::string_view text) { return value_of(kWays, text); }
std::string_view to_text(TaskState state) { return name_of(kStateNames, state); }

std::optional<TaskState> task_state_from(std::string_view text) { return value_of(kStateNames, text); }

std::string_view to_text(TaskEvent event) { return name_of(kEventNames, event); }

std::optional<TaskEvent> task_event_from(std::string_view text) { return value_of(kEventNames, text); }

std::string task_diagram() {
  std::string text = "stateDiagram-v2\n  [*] --> PENDING\n";
  for (const auto& [from, event, to] : kTransitions)
    text += fmt::format("  {} --> {}: {}\n", to_text(from), to_text(to), to_text(event));
  return text;
}

}  // namespace jianzai
