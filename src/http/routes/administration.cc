#include "app/employers.h"
#include "app/operators.h"
#include "app/set_up_agency.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

// --- operators

Result<Response> list_operators(app::Ports& ports, const Call& call) {
  const auto page = TRY(app::list_operators(ports, call.staff(), call.query_text("cursor")));
  return json_response(
      200, page_json("operators", page, [](const app::OperatorView& view) { return to_json(view); }));
}

Result<Response> create_operator(app::Ports& ports, const Call& call) {
  const auto body = TRY(
      JsonBody::parse(call.request.body, {"login", "name", "role", "region", "employer_code", "password"}));
  const auto view = TRY(app::make_operator(ports, call.staff(),
                                           {.login = body.text("login"),
                                            .name = body.text("name"),
                                            .role = body.text("role"),
                                            .region = body.text("region"),
                                            .employer_code = body.text("employer_code"),
                                            .password = body.text("password")}));
  return json_response(201, to_json(view));
}

Result<Response> change_operator(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<OperatorId>("operator_id"));
  const auto body = TRY(JsonBody::parse(call.request.body, {"role", "region", "employer_code"}));
  const auto view = TRY(app::change_operator(ports, call.staff(),
                                             {.id = id,
                                              .role = body.text("role"),
                                              .region = body.text("region"),
                                              .employer_code = body.text("employer_code")}));
  return json_response(200, to_json(view));
}

Result<Response> reset_password(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<OperatorId>("operator_id"));
  const auto body = TRY(JsonBody::parse(call.request.body, {"password"}));
  return json_response(
      200, to_json(TRY(app::reset_operator_password(ports, call.staff(), id, body.text("password")))));
}

template <auto change>
Result<Response> with_operator(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<OperatorId>("operator_id"));
  return json_response(200, to_json(TRY(change(ports, call.staff(), id))));
}

// --- employers

Result<Response> list_employers(app::Ports& ports, const Call& call) {
  const auto page =
      TRY(app::list_employers(ports, call.staff(), call.query_text("query"), call.query_text("cursor")));
  return json_response(
      200, page_json("employers", page, [](const Employer& employer) { return to_json(employer); }));
}

Result<Response> create_employer(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"code", "name"}));
  return json_response(
      201, to_json(TRY(app::add_employer(ports, call.staff(), body.text("code"), body.text("name")))));
}

// --- the agency

Result<Response> change_agency(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"name", "address", "phone", "hours"}));
  return json_response(200, to_json(TRY(app::change_agency(ports, call.staff(),
                                                           {.name = body.text("name"),
                                                            .address = body.text("address"),
                                                            .phone = body.text("phone"),
                                                            .hours = body.text("hours")}))));
}

}  // namespace

std::vector<Route> administration_routes(const Services& services) {
  const WithPorts with(services);
  constexpr auto kSecurity = Access::kSecurityAdmin;
  constexpr auto kNone = BodyKind::kNone;
  constexpr auto kJson = BodyKind::kJson;
  constexpr std::string_view kOperators = "/api/v1/console/operators";
  constexpr std::string_view kEmployers = "/api/v1/console/employers";
  constexpr std::string_view kDisabled = "/api/v1/console/operators/{operator_id}/disabled";
  return {
      {"GET", kOperators, "listOperators", kSecurity, kNone, with(list_operators)},
      {"POST", kOperators, "createOperator", kSecurity, kJson, with(create_operator)},
      {"PUT", "/api/v1/console/operators/{operator_id}/access", "changeOperator", kSecurity, kJson,
       with(change_operator)},
      {"PUT", kDisabled, "disableOperator", kSecurity, kNone, with(with_operator<app::disable_operator>)},
      {"DELETE", kDisabled, "enableOperator", kSecurity, kNone, with(with_operator<app::enable_operator>)},
      {"PUT", "/api/v1/console/operators/{operator_id}/password", "resetOperatorPassword", kSecurity, kJson,
       with(reset_password)},
      {"DELETE", "/api/v1/console/operators/{operator_id}/second-factor", "resetOperatorFactor", kSecurity,
       kNone, with(with_operator<app::reset_operator_factor>)},
      {"DELETE", "/api/v1/console/operators/{operator_id}/field-keys", "revokeFieldKeys", kSecurity, kNone,
       with(with_operator<app::revoke_field_keys>)},
      {"GET", kEmployers, "listEmployers", Access::kOffice, kNone, with(list_employers)},
      {"POST", kEmployers, "createEmployer", Access::kOffice, kJson, with(create_employer)},
      {"PUT", "/api/v1/console/agency", "changeAgency", Access::kSystemAdmin, kJson, with(change_agency)},
  };
}

}  // namespace jianzai::http
