// Plans (认证计划): who is asked for proof, and how far that is.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

// As it was typed; what is empty takes the default of Plan.
struct MakePlan {
  std::string name;
  std::string category_code;
  std::string region = {};     // code, or empty: all of the agency's people
  std::string self_from = {};  // 2026-01-10; both days, or neither: each entitlement's own cycle
  std::string self_to = {};
  std::string verify_days = {};  // 0 to 366, as grace_days
  std::string grace_days = {};
  std::string hours = {};  // `08:00-18:00`
  std::string tries_max = {};
  std::string review_workdays = {};
  std::string request_key;
};

struct PlanView {
  Plan plan;
  std::string category_name;
  std::optional<TaskCounts> tasks;  // nothing: not counted
};

// Its tasks are made in the sweep (sweep.h), and every day for who is entitled later or whose cycle opens.
// Errors: kInvalidFields (region OUTSIDE for one that asks others than the operator's); kIdempotencyConflict
// when the key made another plan.
[[nodiscard]] Result<PlanView> make_plan(Ports& ports, const Operator& by, const MakePlan& request);

// Those that may ask somebody of the operator's scope, the newest first, with how many of their tasks are in
// each state; of one that reaches beyond it, no numbers.
[[nodiscard]] Result<std::vector<PlanView>> list_plans(Ports& ports, const Operator& by);

// Counting reads every task of the plan.
enum class Counting { kTasks, kNothing };
[[nodiscard]] Result<PlanView> plan_view(Transaction& transaction, Plan plan, Counting counting);

// Whether the plan may ask somebody whom an operator of this scope sees.
[[nodiscard]] bool concerns(const Plan& plan, const Scope& scope);

// Nobody is asked any more; what is suspended stays so until it is proved. Errors: kNotFound;
// kForbidden for a plan of a wider region than the operator's.
[[nodiscard]] Result<PlanView> close_plan(Ports& ports, const Operator& by, const PlanId& id);

}  // namespace jianzai::app
