#include "app/due_rules.h"
#include "app/regions.h"
#include "app/view_operator.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using boost::json::array;
using boost::json::object;

// --- due rules

app::SetDueRule rule_of(const JsonBody& body) {
  return {.category_code = {},
          .region = {},
          .kind = body.text("kind"),
          .months = body.text("months"),
          .windows = body.text("windows"),
          .grace_days = body.text("grace_days"),
          .minors = body.text("minors"),
          .modes = body.text("modes")};
}

std::string path_text(const Call& call, std::string_view name) { return call.path.find(name)->second; }

object to_json(const Cycle& cycle) {
  return {{"opens_on", to_iso(cycle.opens_on)}, {"due_on", to_iso(cycle.due_on)}};
}

object regional_json(std::string_view category, const RegionCode& region, std::string_view region_name,
                     const DueRule& rule) {
  object json{{"category_code", category}, {"region", region.text()}, {"due_rule", http::to_json(rule)}};
  if (!region_name.empty()) json["region_name"] = region_name;
  return json;
}

Result<Response> create_category(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"code", "name", "assurance", "kind", "months",
                                                            "windows", "grace_days", "minors", "modes"}));
  auto rule = rule_of(body);
  rule.category_code = body.text("code");
  const auto category = TRY(app::add_category(
      ports, call.staff(),
      {.name = body.text("name"), .assurance = body.text("assurance"), .rule = std::move(rule)}));
  return json_response(201, http::to_json(category));
}

Result<app::SetDueRule> rule_in(const Call& call) {
  const auto body =
      TRY(JsonBody::parse(call.request.body, {"kind", "months", "windows", "grace_days", "minors", "modes"}));
  auto rule = rule_of(body);
  rule.category_code = path_text(call, "category_code");
  return rule;
}

Result<Response> set_category_rule(app::Ports& ports, const Call& call) {
  const auto rule = TRY(rule_in(call));
  TRY(app::set_due_rule(ports, call.staff(), rule));
  const auto stored = TRY(app::find_due_rule(ports, rule.category_code, {}));
  return json_response(200, http::to_json(stored));
}

Result<Response> set_regional_rule(app::Ports& ports, const Call& call) {
  auto rule = TRY(rule_in(call));
  rule.region = path_text(call, "region");
  TRY(app::set_due_rule(ports, call.staff(), rule));
  const auto region = RegionCode::parse(rule.region);
  const auto stored = TRY(app::find_due_rule(ports, rule.category_code, region));
  const auto path = TRY(app::view_region(ports, rule.region));
  return json_response(200, regional_json(rule.category_code, *region, path.back().name, stored));
}

Result<Response> unset_regional_rule(app::Ports& ports, const Call& call) {
  TRY(app::unset_due_rule(ports, call.staff(), path_text(call, "category_code"), path_text(call, "region")));
  return no_content();
}

Result<Response> list_due_rules(app::Ports& ports, const Call&) {
  array rules;
  for (const auto& [rule, name] : TRY(app::list_due_rules(ports)))
    rules.push_back(regional_json(rule.category, rule.region, name, rule.rule));
  return json_response(200, {{"rules", std::move(rules)}});
}

Result<Response> preview_due_rule(app::Ports& ports, const Call& call) {
  const auto body =
      TRY(JsonBody::parse(call.request.body, {"kind", "months", "windows", "grace_days", "minors", "modes",
                                              "started_on", "last_passed_on"}));
  const auto preview = TRY(app::preview_due_rule(ports, {.rule = rule_of(body),
                                                         .started_on = body.text("started_on"),
                                                         .last_passed_on = body.text("last_passed_on")}));
  return json_response(200, {{"cycle", to_json(preview.cycle)}, {"next", to_json(preview.next)}});
}

// --- regions

object to_json(const Region& region) {
  object json{{"code", region.code.text()}};
  if (!region.name.empty()) json["name"] = region.name;
  return json;
}

Result<Response> list_regions(app::Ports& ports, const Call& call) {
  array regions;
  for (const auto& region : TRY(app::list_regions(ports, call.staff(), call.query_text("parent")))) {
    auto json = to_json(Region{.code = region.code, .name = region.name});
    json["has_people"] = region.has_people;
    regions.push_back(std::move(json));
  }
  return json_response(200, {{"regions", std::move(regions)}});
}

Result<Response> get_region(app::Ports& ports, const Call& call) {
  array path;
  for (const auto& region : TRY(app::view_region(ports, path_text(call, "region"))))
    path.push_back(to_json(region));
  return json_response(200, {{"path", std::move(path)}});
}

Result<Response> name_region(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"name"}));
  const auto region =
      TRY(app::name_region(ports, call.staff(), path_text(call, "region"), body.text("name")));
  return json_response(200, to_json(region));
}

}  // namespace

std::vector<Route> rule_routes(const Services& services) {
  const WithPorts with(services);
  constexpr auto kAnybody = Access::kOperator;
  constexpr auto kSystem = Access::kSystemAdmin;
  constexpr auto kNone = BodyKind::kNone;
  constexpr auto kJson = BodyKind::kJson;
  constexpr std::string_view kRegional = "/api/v1/console/categories/{category_code}/rules/{region}";
  constexpr std::string_view kRegion = "/api/v1/console/regions/{region}";
  return {
      {"POST", "/api/v1/console/categories", "createCategory", kSystem, kJson, with(create_category)},
      {"PUT", "/api/v1/console/categories/{category_code}/rule", "setCategoryRule", kSystem, kJson,
       with(set_category_rule)},
      {"PUT", kRegional, "setRegionalRule", kSystem, kJson, with(set_regional_rule)},
      {"DELETE", kRegional, "unsetRegionalRule", kSystem, kNone, with(unset_regional_rule)},
      {"GET", "/api/v1/console/due-rules", "listDueRules", kAnybody, kNone, with(list_due_rules)},
      {"POST", "/api/v1/console/due-rules/preview", "previewDueRule", kAnybody, kJson,
       with(preview_due_rule)},
      {"GET", "/api/v1/console/regions", "listRegions", kAnybody, kNone, with(list_regions)},
      {"GET", kRegion, "getRegion", kAnybody, kNone, with(get_region)},
      {"PUT", kRegion, "nameRegion", kSystem, kJson, with(name_region)},
  };
}

}  // namespace jianzai::http
