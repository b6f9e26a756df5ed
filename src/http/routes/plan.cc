#include "app/plan_progress.h"
#include "app/plans.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using boost::json::array;
using boost::json::object;

object counts_json(const app::TaskCounts& counts) {
  object tasks;
  for (const auto& [state, count] : counts) tasks[to_text(state)] = count;
  return tasks;
}

object to_json(const app::PlanPlace& place) {
  object json{{"has_children", place.has_children}, {"tasks", counts_json(place.tasks)}};
  if (place.region) json["region"] = place.region->text();
  if (!place.name.empty()) json["name"] = place.name;
  return json;
}

object to_json(const app::PlanView& view) {
  const Plan& plan = view.plan;
  object json{{"plan_id", plan.id.text()},
              {"name", plan.name},
              {"category_code", plan.category},
              {"category_name", view.category_name},
              {"state", to_text(plan.state)},
              {"verify_days", plan.verify_days},
              {"grace_days", plan.grace_days},
              {"tries_max", plan.tries_max},
              {"review_workdays", plan.review_workdays},
              {"made_at", to_iso(plan.made_at)}};
  if (view.tasks) json["tasks"] = counts_json(*view.tasks);
  if (plan.region) json["region"] = plan.region->text();
  if (plan.dates) {
    json["self_from"] = to_iso(plan.dates->from);
    json["self_to"] = to_iso(plan.dates->to);
  }
  if (plan.hours) json["hours"] = to_text(*plan.hours);
  return json;
}

Result<Response> create_plan(app::Ports& ports, const Call& call) {
  const auto key = TRY(call.idempotency_key());
  const auto body = TRY(JsonBody::parse(
      call.request.body, {"name", "category_code", "region", "self_from", "self_to", "verify_days",
                          "grace_days", "hours", "tries_max", "review_workdays"}));
  const auto view = TRY(app::make_plan(ports, call.staff(),
                                       {.name = body.text("name"),
                                        .category_code = body.text("category_code"),
                                        .region = body.text("region"),
                                        .self_from = body.text("self_from"),
                                        .self_to = body.text("self_to"),
                                        .verify_days = body.text("verify_days"),
                                        .grace_days = body.text("grace_days"),
                                        .hours = body.text("hours"),
                                        .tries_max = body.text("tries_max"),
                                        .review_workdays = body.text("review_workdays"),
                                        .request_key = key}));
  return json_response(201, to_json(view));
}

Result<Response> list_plans(app::Ports& ports, const Call& call) {
  array plans;
  for (const auto& view : TRY(app::list_plans(ports, call.staff()))) plans.push_back(to_json(view));
  return json_response(200, {{"plans", std::move(plans)}});
}

Result<Response> close_plan(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PlanId>("plan_id"));
  return json_response(200, to_json(TRY(app::close_plan(ports, call.staff(), id))));
}

Result<Response> get_progress(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PlanId>("plan_id"));
  const auto progress = TRY(app::view_plan_progress(ports, call.staff(), id, call.query_text("region")));
  array path;
  for (const Region& region : progress.path) {
    object json{{"code", region.code.text()}};
    if (!region.name.empty()) json["name"] = region.name;
    path.push_back(std::move(json));
  }
  array places;
  for (const auto& place : progress.places) places.push_back(to_json(place));
  return json_response(
      200, {{"plan", to_json(progress.plan)}, {"path", std::move(path)}, {"places", std::move(places)}});
}

}  // namespace

std::vector<Route> plan_routes(const Services& services) {
  const WithPorts with(services);
  constexpr auto kDesk = Access::kDesk;
  return {
      {"POST", "/api/v1/console/plans", "createPlan", kDesk, BodyKind::kJson, with(create_plan)},
      {"GET", "/api/v1/console/plans", "listPlans", kDesk, BodyKind::kNone, with(list_plans)},
      {"PUT", "/api/v1/console/plans/{plan_id}/closed", "closePlan", kDesk, BodyKind::kNone,
       with(close_plan)},
      {"GET", "/api/v1/console/plans/{plan_id}/progress", "getPlanProgress", kDesk, BodyKind::kNone,
       with(get_progress)},
  };
}

}  // namespace jianzai::http
