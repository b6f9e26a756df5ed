#include "app/log_in.h"
#include "app/manage_account.h"
#include "app/second_factor.h"
#include "app/view_operator.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"
#include "http/session_cookie.h"

namespace jianzai::http {
namespace {

boost::json::object own_json(app::Ports& ports, const Operator& person, const Agency& agency) {
  auto json = to_json(person, agency);
  json["must_set_up_factor"] = app::must_set_up_factor(ports.settings, person);
  return json;
}

Result<Response> create_session(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"login", "password", "code"}));
  const auto logged_in =
      TRY(app::log_in_operator(ports, body.text("login"), body.text("password"), body.text("code")));
  const auto agency = TRY(app::agency_of(ports, logged_in.who));
  auto response = json_response(201, own_json(ports, logged_in.who, agency));
  response.headers.emplace_back("Set-Cookie",
                                session_cookie(call.request.head, app::Realm::kOperator, logged_in.token));
  return response;
}

Result<Response> delete_session(app::Ports& ports, const Call& call) {
  TRY(app::log_out(ports, session_token(call.request.head, app::Realm::kOperator).value_or("")));
  auto response = no_content();
  response.headers.emplace_back("Set-Cookie", ended_session_cookie(call.request.head, app::Realm::kOperator));
  return response;
}

Result<Response> change_password(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"password", "new_password"}));
  const auto token = session_token(call.request.head, app::Realm::kOperator).value_or("");
  TRY(app::change_password(ports, call.staff(), token, body.text("password"), body.text("new_password")));
  return no_content();
}

Result<Response> begin_factor(const Services& services, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"password"}));
  const auto setup =
      TRY(app::begin_factor(services.ports, call.staff(), body.text("password"), services.info.name));
  return json_response(201, {{"secret", setup.secret}, {"uri", setup.uri}});
}

Result<Response> confirm_factor(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"code"}));
  const auto token = session_token(call.request.head, app::Realm::kOperator).value_or("");
  TRY(app::confirm_factor(ports, call.staff(), token, body.text("code")));
  return no_content();
}

Result<Response> me(app::Ports& ports, const Call& call) {
  const auto agency = TRY(app::agency_of(ports, call.staff()));
  return json_response(200, own_json(ports, call.staff(), agency));
}

Result<Response> list_categories(app::Ports& ports) {
  boost::json::array categories;
  for (const Category& category : TRY(app::all_categories(ports))) categories.push_back(to_json(category));
  return json_response(200, {{"categories", std::move(categories)}});
}

}  // namespace

std::vector<Route> operator_routes(const Services& services) {
  auto& ports = services.ports;
  return {
      {"POST", "/api/v1/console/sessions", "createOperatorSession", Access::kPublic, BodyKind::kJson,
       [&ports](Call& call) { return create_session(ports, call); }},
      {"DELETE", "/api/v1/console/sessions/current", "deleteOperatorSession", Access::kOwnLogin,
       BodyKind::kNone, [&ports](Call& call) { return delete_session(ports, call); }},
      {"GET", "/api/v1/console/me", "getOperator", Access::kOwnLogin, BodyKind::kNone,
       [&ports](Call& call) { return me(ports, call); }},
      {"PUT", "/api/v1/console/me/password", "changeOperatorPassword", Access::kOwnLogin, BodyKind::kJson,
       [&ports](Call& call) { return change_password(ports, call); }},
      {"POST", "/api/v1/console/me/second-factor", "beginSecondFactor", Access::kOwnFactor, BodyKind::kJson,
       [services](Call& call) { return begin_factor(services, call); }},
      {"PUT", "/api/v1/console/me/second-factor", "confirmSecondFactor", Access::kOwnFactor, BodyKind::kJson,
       [&ports](Call& call) { return confirm_factor(ports, call); }},
      {"GET", "/api/v1/console/categories", "listCategories", Access::kOperator, BodyKind::kNone,
       [&ports](Call&) { return list_categories(ports); }},
  };
}

}  // namespace jianzai::http
