#include "app/system.h"

#include "app/workdays.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using boost::json::array;
using boost::json::object;

array retention_json(const std::vector<app::RetentionView>& views) {
  array json;
  for (const auto& [period, now] : views) {
    object one{{"kept", to_text(period.kept)}, {"unit", to_text(period.unit)}};
    if (period.longest > 0) {
      one["now"] = now;
      one["longest"] = period.longest;
      one["shortest"] = period.shortest;
    }
    json.push_back(std::move(one));
  }
  return json;
}

object workdays_json(const std::set<std::chrono::year>& known,
                     const std::optional<std::chrono::year>& missing) {
  array years;
  for (const auto year : known) years.push_back(static_cast<int>(year));
  object json{{"years", std::move(years)}};
  if (missing) json["missing_year"] = static_cast<int>(*missing);
  return json;
}

Result<Response> get_system(const Services& services, const Call& call) {
  const auto& settings = services.ports.settings;
  const auto view = TRY(app::view_system(services.ports, call.staff()));
  array alarms;
  for (const auto alarm : view.alarms) alarms.emplace_back(app::to_text(alarm));
  array roles;
  for (const auto role : settings.factor_required_roles) roles.emplace_back(jianzai::to_text(role));
  return json_response(200,
                       {{"alarms", std::move(alarms)},
                        {"version", services.info.version},
                        {"database", {{"kind", view.database.kind}, {"migration", view.database.migration}}},
                        {"networks", to_json(services.ports.faces.networks())},
                        {"text_messages", services.ports.sms.is_there()},
                        {"reads_cards", services.ports.cards.is_there()},
                        {"retention", retention_json(view.retention)},
                        {"terms_version", settings.terms_version},
                        {"consent_version", settings.consent_version},
                        {"keep_image_version", settings.keep_image_version},
                        {"factor_required_roles", std::move(roles)},
                        {"people",
                         {{"persons", view.persons},
                          {"face_persons", view.face_persons},
                          {"filing_persons", kFilingPersons},
                          {"filing", jianzai::to_text(view.filing)}}},
                        {"workdays", workdays_json(view.workday_years, view.missing_workday_year)},
                        {"queues",
                         {{"decisions", services.decisions.length()},
                          {"attempts", view.attempts_waiting},
                          {"messages", view.messages_waiting},
                          {"plans", view.plans_filling}}}});
}

// --- working days

object to_json(const WorkdayList& list) {
  array days;
  for (const auto& [day, works, name] : list.days)
    days.push_back({{"day", to_iso(day)}, {"works", works}, {"name", name}});
  return {{"year", static_cast<int>(list.year)}, {"days", std::move(days)}};
}

Response workdays_response(const app::WorkdaysView& view) {
  auto json = workdays_json(view.years, view.missing_year);
  array lists;
  for (const auto& list : view.lists) lists.push_back(to_json(list));
  json["lists"] = std::move(lists);
  return json_response(200, json);
}

std::string_view year_of(const Call& call) { return call.path.find("year")->second; }

Result<Response> list_workdays(app::Ports& ports, const Call& call) {
  return workdays_response(TRY(app::view_workdays(ports, call.staff())));
}

Result<Response> preview_workdays(app::Ports&, const Call& call) {
  const auto reading = TRY(app::preview_workdays(call.staff(), year_of(call), call.request.body));
  auto json = to_json(reading.list);
  array faults;
  for (const RowFault& fault : reading.faults)
    faults.push_back({{"line", fault.line}, {"field", fault.field}, {"code", fault.code}});
  json["faults"] = std::move(faults);
  return json_response(200, json);
}

Result<Response> set_workdays(app::Ports& ports, const Call& call) {
  return workdays_response(TRY(app::set_workdays(ports, call.staff(), year_of(call), call.request.body)));
}

Result<Response> unset_workdays(app::Ports& ports, const Call& call) {
  return workdays_response(TRY(app::unset_workdays(ports, call.staff(), year_of(call))));
}

Result<Response> set_retention(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"days"}));
  const auto views =
      TRY(app::set_retention(ports, call.staff(), call.path.find("kept")->second, body.text("days")));
  return json_response(200, {{"retention", retention_json(views)}});
}

}  // namespace

std::vector<Route> system_routes(const Services& services) {
  const WithPorts with(services);
  constexpr auto kSystem = Access::kSystemAdmin;
  constexpr auto kAll = Access::kAdministrator;
  constexpr std::string_view kYear = "/api/v1/console/workdays/{year}";
  return {
      {"GET", "/api/v1/console/system", "getSystem", kAll, BodyKind::kNone,
       [services](Call& call) { return get_system(services, call); }},
      {"PUT", "/api/v1/console/retention/{kept}", "setRetention", kSystem, BodyKind::kJson,
       with(set_retention)},
      {"GET", "/api/v1/console/workdays", "listWorkdays", kAll, BodyKind::kNone, with(list_workdays)},
      {"PUT", kYear, "setWorkdays", kSystem, BodyKind::kList, with(set_workdays)},
      {"DELETE", kYear, "unsetWorkdays", kSystem, BodyKind::kNone, with(unset_workdays)},
      {"POST", "/api/v1/console/workdays/{year}/preview", "previewWorkdays", kSystem, BodyKind::kList,
       with(preview_workdays)},
  };
}

}  // namespace jianzai::http
