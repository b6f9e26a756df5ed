// Whom the office has to look for, and what follows when nobody is found: no silent stop. Payment is
// suspended (暂停) only after every chance to prove it, by two operators, and ended (终止) only when a
// reviewer confirms the loss of the right.
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
// Errors: kNotFound, also for a task of another agency.
[[nodiscard]] Result<TaskView> view_task(Ports& ports, const Operator& by, const TaskId& id);

// Somebody was asked to come forward, now; village helpers and employers can say only that they went there.
// Errors: kForbidden; kNotFound; kTaskRefused (STATE) of one that is settled.
[[nodiscard]] Result<TaskView> log_contact(Ports& ports, const Operator& by, const TaskId& id,
                                           ContactChannel channel);

// What may be done to a task. Doing it again gives the task as it is. Errors: kNotFound; kTaskRefused with
// the bars, or STATE where the transition is not allowed; kForbidden for who is no reviewer, from
// approve_suspension on.
[[nodiscard]] Result<TaskView> propose_suspension(Ports& ports, const Operator& by, const TaskId& id);
[[nodiscard]] Result<TaskView> drop_suspension(Ports& ports, const Operator& by, const TaskId& id);
// From the next month on. Errors: kSamePerson for who proposed it.
[[nodiscard]] Result<TaskView> approve_suspension(Ports& ports, const Operator& by, const TaskId& id);
// Death, or another loss of the right, as the reviewer has confirmed.
[[nodiscard]] Result<TaskView> confirm_loss(Ports& ports, const Operator& by, const TaskId& id);
// That was wrong: the office asks for the person again.
[[nodiscard]] Result<TaskView> reinstate(Ports& ports, const Operator& by, const TaskId& id);

}  // namespace jianzai::app
