#include "app/audit.h"

#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {

std::vector<Route> audit_routes(const Services& services) {
  auto& ports = services.ports;
  return {{"GET", "/api/v1/console/audit", "listAudit", Access::kAuditor, BodyKind::kNone,
           [&ports](Call& call) -> Result<Response> {
             const auto page = TRY(app::list_audit(ports, call.staff(), call.query_text("cursor")));
             return json_response(
                 200, page_json("entries", page, [](const app::AuditView& view) { return to_json(view); }));
           }}};
}

}  // namespace jianzai::http
