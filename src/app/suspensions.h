// Whom the office has to look for, and what follows when nobody is found: no silent stop. Payment is
// suspended (暂停) only after every chance to prove it, by two operators. That a benefit ends (终止) is
// another thing: terminations.h.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

struct TaskView {
  Task task;
  std::string plan_name;
  Secret<std::string> person_name;
  Secret<std::string> phone;
  std::vector<TaskContact> contacts;  // the latest first
  std::vector<SuspensionBar> bars;    // against suspending it today
};

// Of the agency's tasks in that state, of one plan or of all; of people who live in `region`, or of all where
// it is empty. Errors: kNotFound for a plan of another agency; kInvalidFields (region VALUE, OUTSIDE).
[[nodiscard]] Result<Page<TaskView>> list_tasks(Ports& ports, const Operator& by, TaskState state,
                                                const std::optional<PlanId>& plan, std::string_view cursor,
                                                std::string_view region = {});
// All of the person's, in whatever state, the latest first; kPersonTasksMax at most. Errors: kNotFound.
inline constexpr std::size_t kPersonTasksMax = 50;
[[nodiscard]] Result<Page<TaskView>> list_tasks_of(Ports& ports, const Operator& by, const PersonId& person);
// Errors: kNotFound, also for a task of another agency.
[[nodiscard]] Result<TaskView> view_task(Ports& ports, const Operator& by, const TaskId& id);

// Somebody was asked to come forward, now; village helpers and employers can say only that they went there.
// Errors: kForbidden; kNotFound; kInvalidFields (note); kTaskRefused (STATE) of one that is settled.
struct LogContact {
  ContactChannel channel = ContactChannel::kSms;
  ContactResult result = ContactResult::kNotReached;
  std::string note = {};  // may be empty
};
[[nodiscard]] Result<TaskView> log_contact(Ports& ports, const Operator& by, const TaskId& id,
                                           const LogContact& request);

// What may be done to a task. Doing it again gives the task as it is. Errors: kNotFound; kTaskRefused with
// the bars, or STATE where the transition is not allowed; kForbidden for who is no reviewer, from
// approve_suspension on.
[[nodiscard]] Result<TaskView> propose_suspension(Ports& ports, const Operator& by, const TaskId& id);
[[nodiscard]] Result<TaskView> drop_suspension(Ports& ports, const Operator& by, const TaskId& id);
// From the next month on. Errors: kSamePerson for who proposed it.
[[nodiscard]] Result<TaskView> approve_suspension(Ports& ports, const Operator& by, const TaskId& id);

}  // namespace jianzai::app
