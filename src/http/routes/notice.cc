#include "app/notices.h"
#include "domain/person_details.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using boost::json::array;
using boost::json::object;

// Whoever knows the secret speaks for the gateway.
Result<Response> report_delivery(app::Ports& ports, const Call& call) {
  const auto& head = call.request.head;
  if (!ports.sms.is_signed(call.request.body, head.header("X-Jianzai-Timestamp").value_or(""),
                           head.header("X-Jianzai-Signature").value_or(""), ports.clock.now())) {
    return fail(ErrorCode::kUnauthenticated);
  }
  const auto body = TRY(JsonBody::parse(call.request.body, {"id", "state"}));
  const auto id = NoticeId::parse(body.text("id"));
  if (!id) return fail(ErrorCode::kNotFound);
  TRY(app::note_delivery(ports, *id, body.text("state")));
  return no_content();
}

object to_json(const Notice& notice) {
  return {{"notice_id", notice.id.text()},
          {"kind", to_text(notice.kind)},
          {"state", to_text(notice.state)},
          {"phone_masked", masked_phone(notice.phone)},
          {"made_at", to_iso(notice.made_at)}};
}

Result<Response> list_notices(app::Ports& ports, const Call& call) {
  const auto person = TRY(call.id<PersonId>("person_id"));
  array notices;
  for (const auto& notice : TRY(app::list_notices(ports, call.staff(), person)))
    notices.push_back(to_json(notice));
  return json_response(200, {{"notices", std::move(notices)}});
}

}  // namespace

std::vector<Route> notice_routes(const Services& services) {
  const WithPorts with(services);
  return {
      {"POST", "/api/v1/sms-deliveries", "reportSmsDelivery", Access::kPublic, BodyKind::kJson,
       with(report_delivery)},
      {"GET", "/api/v1/console/persons/{person_id}/notices", "listNotices", Access::kDesk, BodyKind::kNone,
       with(list_notices)},
  };
}

}  // namespace jianzai::http
