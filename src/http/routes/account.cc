#include "app/codes.h"
#include "app/log_in.h"
#include "app/manage_account.h"
#include "app/register_account.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"
#include "http/session_cookie.h"

namespace jianzai::http {
namespace {

Result<Response> create_account(app::Ports& ports, const Call& call) {
  const auto key = TRY(call.idempotency_key());
  const auto body = TRY(JsonBody::parse(
      call.request.body, {"name", "id_number", "password", "phone", "phone_again", "terms_version"}));
  const auto id = TRY(app::register_account(ports, {.name = body.text("name"),
                                                    .id_number = body.text("id_number"),
                                                    .password = body.text("password"),
                                                    .phone = body.text("phone"),
                                                    .phone_again = body.text("phone_again"),
                                                    .terms_version = body.text("terms_version"),
                                                    .request_key = key}));
  return json_response(201, {{"account_id", id.text()}});
}

Result<Response> create_phone_account(app::Ports& ports, const Call& call) {
  const auto key = TRY(call.idempotency_key());
  const auto body =
      TRY(JsonBody::parse(call.request.body, {"name", "phone", "code", "password", "terms_version"}));
  const auto id = TRY(app::register_phone(ports, {.name = body.text("name"),
                                                  .phone = body.text("phone"),
                                                  .code = body.text("code"),
                                                  .password = body.text("password"),
                                                  .terms_version = body.text("terms_version"),
                                                  .request_key = key}));
  return json_response(201, {{"account_id", id.text()}});
}

Result<Response> send_code(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"purpose", "id_number", "phone"}));
  TRY(app::send_code(
      ports,
      {.purpose = body.text("purpose"), .id_number = body.text("id_number"), .phone = body.text("phone")}));
  return json_response(202, {{"valid_minutes", kCodeLifetime.count()}, {"next_after_s", kCodePause.count()}});
}

Result<Response> reset_password(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"id_number", "phone", "code", "new_password"}));
  TRY(app::reset_password(ports, {.id_number = body.text("id_number"),
                                  .phone = body.text("phone"),
                                  .code = body.text("code"),
                                  .new_password = body.text("new_password")}));
  return no_content();
}

Result<Response> create_session(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"id_number", "phone", "password"}));
  const auto logged_in = TRY(app::log_in(
      ports,
      {.id_number = body.text("id_number"), .phone = body.text("phone"), .password = body.text("password")}));
  auto response = json_response(201, to_json(logged_in.who));
  response.headers.emplace_back("Set-Cookie",
                                session_cookie(call.request.head, app::Realm::kCitizen, logged_in.token));
  return response;
}

Result<Response> delete_session(app::Ports& ports, const Call& call) {
  TRY(app::log_out(ports, session_token(call.request.head, app::Realm::kCitizen).value_or("")));
  auto response = no_content();
  response.headers.emplace_back("Set-Cookie", ended_session_cookie(call.request.head, app::Realm::kCitizen));
  return response;
}

std::string token_of(const Call& call) {
  return session_token(call.request.head, app::Realm::kCitizen).value_or("");
}

Result<Response> list_sessions(app::Ports& ports, const Call& call) {
  boost::json::array sessions;
  for (const auto& session : TRY(app::list_sessions(ports, call.citizen().id, token_of(call)))) {
    sessions.push_back(boost::json::object{{"session_id", session.id},
                                           {"created_at", to_iso(session.created_at)},
                                           {"seen_at", to_iso(session.seen_at)},
                                           {"is_current", session.is_current}});
  }
  return json_response(200, {{"sessions", std::move(sessions)}});
}

Result<Response> delete_other_session(app::Ports& ports, const Call& call) {
  TRY(app::end_session(ports, call.citizen().id, token_of(call), call.path.at("session_id")));
  return no_content();
}

Result<Response> delete_other_sessions(app::Ports& ports, const Call& call) {
  TRY(app::end_other_sessions(ports, call.citizen().id, token_of(call)));
  return no_content();
}

Result<Response> change_password(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"password", "new_password"}));
  TRY(app::change_password(ports, call.citizen(), token_of(call), body.text("password"),
                           body.text("new_password")));
  return no_content();
}

Result<Response> change_phone(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"password", "phone", "phone_again", "code"}));
  const auto account = TRY(app::change_phone(ports, call.citizen(),
                                             {.password = body.text("password"),
                                              .phone = body.text("phone"),
                                              .phone_again = body.text("phone_again"),
                                              .code = body.text("code")}));
  return json_response(200, to_json(account));
}

Result<Response> close_account(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"password"}));
  TRY(app::close_account(ports, call.citizen(), body.text("password")));
  auto response = no_content();
  response.headers.emplace_back("Set-Cookie", ended_session_cookie(call.request.head, app::Realm::kCitizen));
  return response;
}

Result<Response> me(const Call& call) { return json_response(200, to_json(call.citizen())); }

}  // namespace

std::vector<Route> account_routes(const Services& services) {
  const WithPorts with(services);
  return {
      {"POST", "/api/v1/accounts", "createAccount", Access::kPublic, BodyKind::kJson, with(create_account)},
      {"POST", "/api/v1/phone-accounts", "createPhoneAccount", Access::kPublic, BodyKind::kJson,
       with(create_phone_account)},
      {"POST", "/api/v1/codes", "sendCode", Access::kPublic, BodyKind::kJson, with(send_code)},
      {"POST", "/api/v1/password-resets", "resetPassword", Access::kPublic, BodyKind::kJson,
       with(reset_password)},
      {"POST", "/api/v1/sessions", "createSession", Access::kPublic, BodyKind::kJson, with(create_session)},
      {"DELETE", "/api/v1/sessions/current", "deleteSession", Access::kCitizen, BodyKind::kNone,
       with(delete_session)},
      {"GET", "/api/v1/sessions", "listSessions", Access::kCitizen, BodyKind::kNone, with(list_sessions)},
      {"DELETE", "/api/v1/sessions/others", "deleteOtherSessions", Access::kCitizen, BodyKind::kNone,
       with(delete_other_sessions)},
      {"DELETE", "/api/v1/sessions/others/{session_id}", "deleteOtherSession", Access::kCitizen,
       BodyKind::kNone, with(delete_other_session)},
      {"GET", "/api/v1/me", "getMe", Access::kCitizen, BodyKind::kNone, me},
      {"PUT", "/api/v1/me/password", "changePassword", Access::kCitizen, BodyKind::kJson,
       with(change_password)},
      {"PUT", "/api/v1/me/phone", "changePhone", Access::kCitizen, BodyKind::kJson, with(change_phone)},
      {"POST", "/api/v1/me/closure", "closeAccount", Access::kCitizen, BodyKind::kJson, with(close_account)},
  };
}

}  // namespace jianzai::http
