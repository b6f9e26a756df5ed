#include "app/notice_texts.h"
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

// --- what they say

object to_json(const app::NoticeTextView& view) {
  array placeholders;
  for (const auto& one : placeholders_of(view.kind))
    placeholders.push_back({{"name", one.name}, {"required", one.is_required}});
  const auto characters = sms_characters(view.message);
  return {{"kind", to_text(view.kind)},
          {"wording", view.wording},
          {"default_wording", default_wording(view.kind)},
          {"is_own", view.is_own},
          {"is_of_service", is_code(view.kind)},
          {"placeholders", std::move(placeholders)},
          {"message", view.message},
          {"characters", characters},
          {"parts", sms_parts(characters)}};
}

std::string_view kind_of(const Call& call) { return call.path.find("notice_kind")->second; }

Result<Response> list_notice_texts(app::Ports& ports, const Call& call) {
  array texts;
  for (const auto& view : TRY(app::list_notice_texts(ports, call.staff()))) texts.push_back(to_json(view));
  return json_response(200, {{"texts", std::move(texts)}});
}

Result<Response> preview_notice_text(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"wording"}));
  return json_response(
      200, to_json(TRY(app::preview_notice_text(ports, call.staff(), kind_of(call), body.text("wording")))));
}

Result<Response> set_notice_text(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"wording"}));
  return json_response(
      200, to_json(TRY(app::set_notice_text(ports, call.staff(), kind_of(call), body.text("wording")))));
}

Result<Response> unset_notice_text(app::Ports& ports, const Call& call) {
  return json_response(200, to_json(TRY(app::unset_notice_text(ports, call.staff(), kind_of(call)))));
}

}  // namespace

std::vector<Route> notice_routes(const Services& services) {
  const WithPorts with(services);
  constexpr auto kSystem = Access::kSystemAdmin;
  constexpr std::string_view kTexts = "/api/v1/console/notice-texts";
  constexpr std::string_view kText = "/api/v1/console/notice-texts/{notice_kind}";
  return {
      {"POST", "/api/v1/sms-deliveries", "reportSmsDelivery", Access::kPublic, BodyKind::kJson,
       with(report_delivery)},
      {"GET", "/api/v1/console/persons/{person_id}/notices", "listNotices", Access::kDesk, BodyKind::kNone,
       with(list_notices)},
      {"GET", kTexts, "listNoticeTexts", Access::kAdministrator, BodyKind::kNone, with(list_notice_texts)},
      {"PUT", kText, "setNoticeText", kSystem, BodyKind::kJson, with(set_notice_text)},
      {"DELETE", kText, "unsetNoticeText", kSystem, BodyKind::kNone, with(unset_notice_text)},
      {"POST", "/api/v1/console/notice-texts/{notice_kind}/preview", "previewNoticeText", kSystem,
       BodyKind::kJson, with(preview_notice_text)},
  };
}

}  // namespace jianzai::http
