#include "storage/scope.h"
#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {

namespace {

#define JIANZAI_PLAN_COLUMNS                                                                        \
  "SELECT id, agency, name, category, region, self_from, self_to, verify_days, grace_days, hours, " \
  "tries_max, review_workdays, state, made_at FROM plans "

Result<Plan> plan_of(const Row& row) {
  auto id = TRY(row.id<PlanId>(0));
  auto agency = TRY(row.id<AgencyId>(1));
  auto name = TRY(row.text(2));
  auto category = TRY(row.text(3));
  const auto region_text = TRY(row.text(4));
  auto region = RegionCode::parse(region_text);
  if (!region && !region_text.empty()) return Row::damaged(4);
  const auto from = TRY(row.optional_date(5));
  const auto to = TRY(row.optional_date(6));
  const auto verify_days = static_cast<int>(TRY(row.integer(7)));
  const auto grace_days = static_cast<int>(TRY(row.integer(8)));
  const auto hours_text = TRY(row.text(9));
  const auto hours = opening_hours_from(hours_text);
  if (!hours && !hours_text.empty()) return Row::damaged(9);
  const auto tries_max = static_cast<int>(TRY(row.integer(10)));
  const auto review_workdays = static_cast<int>(TRY(row.integer(11)));
  const auto state = TRY(row.named(12, plan_state_from));
  const auto made_at = TRY(row.time(13));
  return Plan{.id = std::move(id),
              .agency = std::move(agency),
              .name = std::move(name),
              .category = std::move(category),
              .region = std::move(region),
              .dates = from && to ? std::optional(PlanDates{*from, *to}) : std::nullopt,
              .verify_days = verify_days,
              .grace_days = grace_days,
              .hours = hours,
              .tries_max = tries_max,
              .review_workdays = review_workdays,
              .state = state,
              .made_at = made_at};
}

Result<std::optional<Plan>> plan_or_nothing(Result<std::optional<Row>> found) {
  const auto row = TRY(std::move(found));
  if (!row) return std::nullopt;
  return TRY(plan_of(*row));
}

Result<std::vector<Plan>> plans_of(Result<std::vector<Row>> rows) {
  std::vector<Plan> plans;
  for (const Row& row : TRY(std::move(rows))) plans.push_back(TRY(plan_of(row)));
  return plans;
}

}  // namespace

Result<void> PlanTable::insert(const Plan& plan, std::string_view request_key) {
  TRY(context_.sql.execute(
      "INSERT INTO plans (id, agency, name, category, region, self_from, self_to, verify_days, grace_days, "
      "hours, tries_max, review_workdays, state, made_at, filled_to, filled_on, request_key) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', '', $15)",
      {plan.id.text(), plan.agency.text(), plan.name, plan.category, plan.region ? plan.region->text() : "",
       plan.dates ? to_value(plan.dates->from) : Value{}, plan.dates ? to_value(plan.dates->to) : Value{},
       std::int64_t{plan.verify_days}, std::int64_t{plan.grace_days}, plan.hours ? to_text(*plan.hours) : "",
       std::int64_t{plan.tries_max}, std::int64_t{plan.review_workdays}, to_value(to_text(plan.state)),
       to_value(plan.made_at), to_value(request_key)}));
  return {};
}

Result<std::optional<Plan>> PlanTable::find(const PlanId& id) {
  return plan_or_nothing(context_.sql.find(JIANZAI_PLAN_COLUMNS "WHERE id = $1", {id.text()}));
}

Result<std::optional<Plan>> PlanTable::find_by_request_key(const AgencyId& agency,
                                                           std::string_view request_key) {
  return plan_or_nothing(context_.sql.find(JIANZAI_PLAN_COLUMNS "WHERE agency = $1 AND request_key = $2",
                                           {agency.text(), to_value(request_key)}));
}

Result<std::vector<Plan>> PlanTable::of_agency(const AgencyId& agency) {
  return plans_of(
      context_.sql.query(JIANZAI_PLAN_COLUMNS "WHERE agency = $1 ORDER BY id DESC", {agency.text()}));
}

Result<std::vector<Plan>> PlanTable::to_fill(Date today) {
  return plans_of(context_.sql.query(JIANZAI_PLAN_COLUMNS
                                     "WHERE state <> 'CLOSED' AND filled_on < $1 AND (self_to IS NULL OR "
                                     "self_to >= $1 OR filled_on = '') ORDER BY id",
                                     {to_value(today)}));
}

Result<void> PlanTable::set_state(const PlanId& id, PlanState state) {
  TRY(context_.sql.execute("UPDATE plans SET state = $2 WHERE id = $1",
                           {id.text(), to_value(to_text(state))}));
  return {};
}

Result<app::PlanProgress> PlanTable::progress(const PlanId& id) {
  const auto row =
      TRY(context_.sql.find("SELECT filled_to, NULLIF(filled_on, '') FROM plans WHERE id = $1", {id.text()}));
  if (!row) return fail(ErrorCode::kDatabase, "no such plan");
  auto filled_to = TRY(row->text(0));
  const auto filled_on = TRY(row->optional_date(1));
  return app::PlanProgress{.filled_to = std::move(filled_to), .filled_on = filled_on};
}

Result<void> PlanTable::set_progress(const PlanId& id, const app::PlanProgress& progress) {
  TRY(context_.sql.execute(
      "UPDATE plans SET filled_to = $2, filled_on = $3 WHERE id = $1",
      {id.text(), progress.filled_to, progress.filled_on ? to_iso(*progress.filled_on) : ""}));
  return {};
}

Result<std::vector<app::Entitled>> PlanTable::entitled(const Plan& plan, std::string_view after,
                                                       std::size_t rows) {
  const auto rule = TRY(context_.sql.find(
      "SELECT " JIANZAI_CATEGORY_COLUMNS " FROM categories c WHERE c.code = $1", {plan.category}));
  if (!rule) return fail(ErrorCode::kDatabase, "a plan of no category");
  const auto category = TRY(category_of(*rule, 0));
  std::vector<app::Entitled> entitled;
  for (const Row& row : TRY(context_.sql.query(
           "SELECT e.person, e.started_on, e.last_passed_on, e.pass_is_listed, " JIANZAI_REGIONAL_RULE(
               "p.region") ", p.id_number FROM entitlements e JOIN categories c ON c.code = e.category "
                           "JOIN persons p ON p.id = e.person WHERE e.category = $1 AND e.person > $2 AND "
                           "p.agency = $3 "
                           "AND ($4 = '' OR substr(p.region, 1, length($4)) = $4) ORDER BY e.person LIMIT $5",
           {plan.category, to_value(after), plan.agency.text(),
            plan.region ? std::string(plan.region->prefix()) : "", static_cast<std::int64_t>(rows)}))) {
    auto person = TRY(row.id<PersonId>(0));
    const auto started_on = TRY(row.date(1));
    const auto last_passed_on = TRY(row.optional_date(2));
    const bool is_listed = TRY(row.integer(3)) != 0;
    Entitlement entitlement{.category = category,
                            .started_on = started_on,
                            .last_passed_on = last_passed_on,
                            .is_pass_listed = is_listed};
    TRY(take_rule(entitlement.category, row, 4));
    const auto number =
        open_id_number(context_.vault, "persons.id_number", person.text(), row, row.size() - 1);
    const auto born = number ? std::optional(number->birth()) : std::nullopt;
    entitled.push_back({.person = std::move(person), .entitlement = std::move(entitlement), .born = born});
  }
  return entitled;
}

namespace {

Result<app::TaskCounts> counts_of(Result<std::vector<Row>> rows) {
  app::TaskCounts counts;
  for (const Row& row : TRY(std::move(rows))) {
    const auto state = TRY(row.named(0, task_state_from));
    const auto count = TRY(row.integer(1));
    counts.emplace_back(state, count);
  }
  return counts;
}

}  // namespace

Result<app::TaskCounts> PlanTable::count_tasks(const PlanId& id) {
  return counts_of(context_.sql.query(
      "SELECT state, count(*) FROM tasks WHERE plan = $1 GROUP BY state ORDER BY state", {id.text()}));
}

Result<app::TaskCounts> PlanTable::count_tasks(const PlanId& id, const Scope& scope) {
  const ScopeValues in(scope);
  if (!in.employer.empty()) {
    return counts_of(
        context_.sql.query("SELECT t.state, count(*) FROM persons p CROSS JOIN tasks t WHERE p.employer = $2 "
                           "AND ($3 = '' OR p.region BETWEEN $3 AND $4) AND t.person = p.id AND t.plan = $1 "
                           "GROUP BY t.state ORDER BY t.state",
                           {id.text(), in.employer, in.from, in.to}));
  }
  if (in.from.empty()) return count_tasks(id);
  return counts_of(
      context_.sql.query("SELECT state, count(*) FROM tasks WHERE plan = $1 AND region >= $2 "
                         "AND region <= $3 GROUP BY state ORDER BY state",
                         {id.text(), in.from, in.to}));
}

Result<std::vector<app::PlaceCounts>> PlanTable::count_tasks_by_place(
    const PlanId& id, const std::optional<RegionCode>& parent) {
  std::vector<app::PlaceCounts> places;
  for (const Row& row :
       TRY(context_.sql.query(tasks_by_place(parent), {id.text(), parent ? parent->text() : "",
                                                       parent ? parent->last_inside() : kLastRegion}))) {
    const auto text = TRY(row.text(0));
    const auto region = RegionCode::parse(text);
    if (!region && !text.empty()) return Row::damaged(0);
    const auto state = TRY(row.named(1, task_state_from));
    const auto count = TRY(row.integer(2));
    if (places.empty() || places.back().region != region) places.push_back({.region = region, .tasks = {}});
    places.back().tasks.emplace_back(state, count);
  }
  return places;
}

}  // namespace jianzai::storage
