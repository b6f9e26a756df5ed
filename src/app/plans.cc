#include "app/plans.h"

#include "app/audit.h"
#include "app/fields.h"
#include "app/write.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

// Whether a plan of this region asks nobody whom the operator may not see.
bool is_inside(const Scope& scope, const std::optional<RegionCode>& region) {
  return !scope.region || (region && scope.region->contains(*region));
}

std::optional<PlanDates> dates_of(FieldReader& reader, const MakePlan& request, Date today) {
  const auto from = reader.day("self_from", request.self_from);
  const auto to = reader.day("self_to", request.self_to);
  if (request.self_from.empty() != request.self_to.empty())
    reader.refuse(request.self_from.empty() ? "self_from" : "self_to", "REQUIRED");
  if (to && (*to < today || (from && *to < *from))) reader.refuse("self_to", "VALUE");
  if (!from || !to) return std::nullopt;
  return PlanDates{*from, *to};
}

Result<Plan> read(Ports& ports, const Operator& by, const MakePlan& request) {
  const Date today = china_date(ports.clock.now());
  FieldReader reader(today);
  auto name = reader.text("name", request.name, limits::kNameCharactersMax, FieldReader::Need::kRequired);
  if (request.category_code.empty()) {
    reader.refuse("category_code", "REQUIRED");
  } else if (!TRY(TRY(ports.store.begin_read())->agencies().find_category(request.category_code))) {
    reader.refuse("category_code", "UNKNOWN_CATEGORY");
  }
  auto region = RegionCode::parse(request.region);
  if (!region && !request.region.empty()) reader.refuse("region", "VALUE");
  if (!is_inside(by.scope(), region)) reader.refuse("region", "OUTSIDE");
  const auto dates = dates_of(reader, request, today);
  const auto verify_days = reader.number("verify_days", request.verify_days, 0, kPlanDaysMax, 0);
  const auto grace_days = reader.number("grace_days", request.grace_days, 0, kPlanDaysMax, 0);
  const auto hours = opening_hours_from(request.hours);
  if (!hours && !request.hours.empty()) reader.refuse("hours", "VALUE");
  const auto tries_max =
      reader.number("tries_max", request.tries_max, 1, kPlanTriesMax, ports.settings.tries_max);
  const auto review_workdays = reader.number("review_workdays", request.review_workdays, 1,
                                             kPlanReviewWorkdaysMax, ports.settings.review_workdays);
  if (reader.has_faults()) return reader.error();
  return Plan{.id = PlanId::make(ports.clock, ports.random),
              .agency = by.agency,
              .name = std::move(*name),
              .category = request.category_code,
              .region = std::move(region),
              .dates = dates,
              .verify_days = *verify_days,
              .grace_days = *grace_days,
              .hours = hours,
              .tries_max = *tries_max,
              .review_workdays = *review_workdays,
              .made_at = ports.clock.now()};
}

// All that was asked for.
std::string text_of(const Plan& plan) {
  std::string text = plan.name + '|' + plan.category + '|' + (plan.region ? plan.region->text() : "") + '|';
  if (plan.dates) text += to_iso(plan.dates->from) + '|' + to_iso(plan.dates->to);
  for (const int number : {plan.verify_days, plan.grace_days, plan.tries_max, plan.review_workdays})
    text += '|' + std::to_string(number);
  return text + '|' + (plan.hours ? to_text(*plan.hours) : "");
}

}  // namespace

Result<PlanView> plan_view(Transaction& transaction, Plan plan, Counting counting) {
  const auto category = TRY(transaction.agencies().find_category(plan.category));
  std::optional<TaskCounts> tasks;
  if (counting == Counting::kTasks) tasks = TRY(transaction.plans().count_tasks(plan.id));
  return PlanView{.plan = std::move(plan),
                  .category_name = category ? category->name : std::string(),
                  .tasks = std::move(tasks)};
}

bool concerns(const Plan& plan, const Scope& scope) {
  return !plan.region || !scope.region || scope.region->contains(*plan.region) ||
         plan.region->contains(*scope.region);
}

Result<PlanView> make_plan(Ports& ports, const Operator& by, const MakePlan& request) {
  const auto plan = TRY(read(ports, by, request));
  return write(ports.store, [&](Transaction& transaction) -> Result<PlanView> {
    if (auto same = TRY(transaction.plans().find_by_request_key(by.agency, request.request_key))) {
      if (text_of(*same) != text_of(plan))
        return fail(ErrorCode::kIdempotencyConflict, "the key made another plan");
      return plan_view(transaction, std::move(*same), Counting::kTasks);
    }
    TRY(transaction.plans().insert(plan, request.request_key));
    TRY(record(ports, transaction, by, AuditAction::kMakePlan, plan.id.text()));
    return plan_view(transaction, plan, Counting::kTasks);
  });
}

Result<std::vector<PlanView>> list_plans(Ports& ports, const Operator& by) {
  const auto transaction = TRY(ports.store.begin_read());
  std::vector<PlanView> views;
  for (Plan& plan : TRY(transaction->plans().of_agency(by.agency))) {
    if (!concerns(plan, by.scope())) continue;
    // What is over is counted where one looks at it: years of them would be counted at every look.
    const bool counts = plan.state != PlanState::kClosed && is_inside(by.scope(), plan.region);
    const auto counting = counts ? Counting::kTasks : Counting::kNothing;
    views.push_back(TRY(plan_view(*transaction, std::move(plan), counting)));
  }
  return views;
}

Result<PlanView> close_plan(Ports& ports, const Operator& by, const PlanId& id) {
  return write(ports.store, [&](Transaction& transaction) -> Result<PlanView> {
    auto plan = TRY(transaction.plans().find(id));
    if (!plan || plan->agency != by.agency || !concerns(*plan, by.scope())) return fail(ErrorCode::kNotFound);
    if (!is_inside(by.scope(), plan->region)) return fail(ErrorCode::kForbidden, "a plan of a wider region");
    if (plan->state != PlanState::kClosed) {
      plan->state = PlanState::kClosed;
      TRY(transaction.plans().set_state(id, plan->state));
      TRY(record(ports, transaction, by, AuditAction::kClosePlan, id.text()));
    }
    return plan_view(transaction, std::move(*plan), Counting::kTasks);
  });
}

}  // namespace jianzai::app
