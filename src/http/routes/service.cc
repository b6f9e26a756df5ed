#include "app/retention.h"
#include "app/workdays.h"
#include "http/metrics.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using boost::json::array;
using boost::json::object;

Result<Response> live(Call&) { return json_response(200, {{"status", "live"}}); }

Result<Response> ready(const Services& services) {
  const bool is_ready = services.ports.store.ping().has_value();
  return json_response(is_ready ? 200 : 503, {{"status", is_ready ? "ready" : "not_ready"},
                                              {"database", is_ready ? "ok" : "failed"},
                                              {"networks", to_json(services.ports.faces.networks())}});
}

Result<Response> metrics(const Services& services) {
  services.metrics.set_decision_queue(services.decisions.length());
  if (const auto missing = app::missing_workday_year(services.ports))
    services.metrics.set_workdays_missing(missing->has_value());
  return Response{.status = 200,
                  .content_type = "text/plain; version=0.0.4",
                  .body = services.metrics.text(),
                  .headers = {}};
}

Result<Response> service(const Services& services) {
  const ServiceInfo& info = services.info;
  const auto kept =
      TRY(app::retention_of(services.ports, *TRY(services.ports.store.begin_read()), Kept::kFrames));
  return json_response(
      200, {{"name", info.name},
            {"version", info.version},
            {"demo", info.is_demo},
            {"text_messages", services.ports.sms.is_there()},
            {"reads_cards", services.ports.cards.is_there()},
            {"networks", to_json(services.ports.faces.networks())},
            {"terms_version", services.ports.settings.terms_version},
            {"consent_version", services.ports.settings.consent_version},
            {"keep_image_version", services.ports.settings.keep_image_version},
            {"review_workdays", services.ports.settings.review_workdays},
            {"frame_retention_days", kept.count()},
            {"support",
             object{{"phones", array(info.support_phones.begin(), info.support_phones.end())},
                    {"wechat_ids", array(info.support_wechat_ids.begin(), info.support_wechat_ids.end())},
                    {"hours", info.support_hours}}}});
}

}  // namespace

std::vector<Route> service_routes(const Services& services) {
  return {
      {"GET", "/healthz/live", "getLive", Access::kPublic, BodyKind::kNone, live},
      {"GET", "/healthz/ready", "getReady", Access::kPublic, BodyKind::kNone,
       [services](Call&) { return ready(services); }},
      {"GET", "/metrics", "getMetrics", Access::kPublic, BodyKind::kNone,
       [services](Call&) { return metrics(services); }},
      {"GET", "/api/v1/service", "getService", Access::kPublic, BodyKind::kNone,
       [services](Call&) { return service(services); }},
  };
}

}  // namespace jianzai::http
