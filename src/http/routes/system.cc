#include "app/system.h"

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

object workdays_json(const app::SystemView& view) {
  array years;
  for (const auto year : view.workday_years) years.push_back(static_cast<int>(year));
  object json{{"years", std::move(years)}};
  if (view.missing_workday_year) json["missing_year"] = static_cast<int>(*view.missing_workday_year);
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
                        {"factor_required_roles", std::move(roles)},
                        {"people",
                         {{"persons", view.persons},
                          {"face_persons", view.face_persons},
                          {"filing_persons", kFilingPersons},
                          {"filing", jianzai::to_text(view.filing)}}},
                        {"workdays", workdays_json(view)},
                        {"queues",
                         {{"decisions", services.decisions.length()},
                          {"attempts", view.attempts_waiting},
                          {"messages", view.messages_waiting},
                          {"plans", view.plans_filling}}}});
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
  return {{"GET", "/api/v1/console/system", "getSystem", Access::kAdministrator, BodyKind::kNone,
           [services](Call& call) { return get_system(services, call); }},
          {"PUT", "/api/v1/console/retention/{kept}", "setRetention", Access::kSystemAdmin, BodyKind::kJson,
           with(set_retention)}};
}

}  // namespace jianzai::http
