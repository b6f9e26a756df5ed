#include "app/audit.h"

#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

Result<Response> list_audit(app::Ports& ports, const Call& call) {
  const app::AuditQuery query{.object = std::string(call.query_text("object")),
                              .login = std::string(call.query_text("login")),
                              .action = std::string(call.query_text("action")),
                              .from = std::string(call.query_text("from")),
                              .to = std::string(call.query_text("to"))};
  const auto page = TRY(app::list_audit(ports, call.staff(), call.query_text("cursor"), query));
  return json_response(200,
                       page_json("entries", page, [](const app::AuditView& view) { return to_json(view); }));
}

Result<Response> check_audit(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"number", "seal"}));
  const auto found = TRY(app::check_audit(ports, call.staff(), body.text("number"), body.text("seal")));
  boost::json::object json{
      {"entries", found.entries}, {"is_whole", !found.broken_at}, {"last_seal", found.last_seal}};
  if (found.broken_at) json["broken_at"] = *found.broken_at;
  return json_response(200, json);
}

}  // namespace

std::vector<Route> audit_routes(const Services& services) {
  const WithPorts with(services);
  constexpr auto kAuditor = Access::kAuditor;
  return {
      {"GET", "/api/v1/console/audit", "listAudit", kAuditor, BodyKind::kNone, with(list_audit)},
      {"POST", "/api/v1/console/audit/check", "checkAudit", kAuditor, BodyKind::kJson, with(check_audit)},
  };
}

}  // namespace jianzai::http
