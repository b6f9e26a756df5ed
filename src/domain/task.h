// A task (认证任务): one person's duty to prove life for one entitlement in one cycle of a plan, from the
// first day of self-service to the end, whatever that is. One table says what may happen; docs/task-states.md
// is drawn from it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "domain/age_band.h"
#include "domain/ids.h"
#include "domain/plan.h"

namespace jianzai {

enum class TaskState {
  kPending,          // the person may prove it
  kReviewing,        // a reviewer looks at it
  kMatched,          // life evidence from elsewhere: nothing is asked of the person
  kPassed,           // proved
  kVerifying,        // self-service is over: the office asks for the person (信息核实期)
  kSuspendProposed,  // nobody found the person: a second operator decides
  kSuspended,        // payment stopped (暂停), which proof ends
  kResumed,          // proved after a suspension: paid again, with arrears
  kTerminated,       // the right has ended (终止), as a human confirmed
};
inline constexpr std::array kTaskStates{
    TaskState::kPending,   TaskState::kReviewing, TaskState::kMatched,
    TaskState::kPassed,    TaskState::kVerifying, TaskState::kSuspendProposed,
    TaskState::kSuspended, TaskState::kResumed,   TaskState::kTerminated};

enum class TaskEvent {
  kMatch,      // strong life evidence came in
  kPass,       // an attempt or an assisted proof passed
  kAskReview,  // by the person, an operator or the policy
  kApproveReview,
  kRejectReview,
  kEndSelfService,     // the window is over
  kProposeSuspension,  // see may_propose_suspension
  kDropProposal,       // the second operator refused it, or it was taken back
  kApproveSuspension,  // by a second operator
  kConfirmLoss,        // death or loss of the right, confirmed by a human
  kReinstate,          // that confirmation was wrong
};
inline constexpr std::array kTaskEvents{TaskEvent::kMatch,
                                        TaskEvent::kPass,
                                        TaskEvent::kAskReview,
                                        TaskEvent::kApproveReview,
                                        TaskEvent::kRejectReview,
                                        TaskEvent::kEndSelfService,
                                        TaskEvent::kProposeSuspension,
                                        TaskEvent::kDropProposal,
                                        TaskEvent::kApproveSuspension,
                                        TaskEvent::kConfirmLoss,
                                        TaskEvent::kReinstate};

// Nothing when the event may not happen in that state. A rejected review leads back to kPending; if the
// window is over, kEndSelfService follows. A suspended person may be reviewed, and stays suspended until
// approved.
[[nodiscard]] std::optional<TaskState> next_state(TaskState state, TaskEvent event);

// No proof is asked for any more.
[[nodiscard]] bool is_settled(TaskState state);

[[nodiscard]] std::string_view to_text(TaskState state);  // `SUSPEND_PROPOSED`
[[nodiscard]] std::optional<TaskState> task_state_from(std::string_view text);
[[nodiscard]] std::string_view to_text(TaskEvent event);  // `PROPOSE_SUSPENSION`
[[nodiscard]] std::optional<TaskEvent> task_event_from(std::string_view text);

// How it was proved.
enum class ProofWay {
  kSelf,      // by face, with the person's own account
  kRelative,  // with a helper's
  kReview,    // a reviewer approved it
  kAssisted,  // somebody saw the person
  kMatched,   // other systems did
};
[[nodiscard]] std::string_view to_text(ProofWay way);
[[nodiscard]] std::optional<ProofWay> proof_way_from(std::string_view text);

struct Task {
  TaskId id;
  PlanId plan;
  PersonId person;
  AgencyId agency;
  PlanWindow window;
  TaskState state = TaskState::kPending;
  std::optional<Date> settled_on = {};         // since when no proof is asked for
  std::optional<OperatorId> proposed_by = {};  // the suspension
  std::optional<Date> suspended_from = {};     // the first day that is not paid: of the month after
  std::optional<int> arrears_months = {};      // of a resumed one
  std::optional<TaskState> before_loss = {};   // of a terminated one: its state before
  std::optional<Date> remind_on = {};          // while it is pending; nothing: not any more
  std::optional<ProofWay> settled_by = {};     // nothing: not proved, or before it was kept
  std::optional<AgeBand> age_band = {};        // on the first day of its window; nothing: before it was kept
};

// Makes the event happen on that day: the state and what follows from it. A loss that was wrong leads back to
// where the task was when that was suspended or settled, else to the office. False, and nothing is changed,
// when it may not happen.
[[nodiscard]] bool apply(Task& task, TaskEvent event, Date today);

// The table as a Mermaid state diagram.
[[nodiscard]] std::string task_diagram();

}  // namespace jianzai
