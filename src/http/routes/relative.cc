#include "app/relatives.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

Result<Response> create_relative(app::Ports& ports, const Call& call) {
  const auto key = TRY(call.idempotency_key());
  const auto body = TRY(JsonBody::parse(call.request.body, {"name", "id_number", "relation"}));
  const auto view = TRY(app::add_relative(ports, call.citizen(),
                                          {.name = body.text("name"),
                                           .id_number = body.text("id_number"),
                                           .relation = body.text("relation"),
                                           .request_key = key}));
  return json_response(201, to_json(view));
}

Result<Response> list_relatives(app::Ports& ports, const Call& call) {
  boost::json::array relatives;
  for (const auto& view : TRY(app::list_relatives(ports, call.citizen()))) relatives.push_back(to_json(view));
  return json_response(
      200, {{"relatives", std::move(relatives)}, {"relatives_max", ports.settings.relatives_max}});
}

Result<Response> delete_relative(app::Ports& ports, const Call& call) {
  TRY(app::remove_relative(ports, call.citizen(), TRY(call.id<RelativeId>("relative_id"))));
  return no_content();
}

Result<Response> list_helpers(app::Ports& ports, const Call& call) {
  boost::json::array helpers;
  for (const auto& helper : TRY(app::list_helpers(ports, call.citizen()))) helpers.push_back(to_json(helper));
  return json_response(200, {{"helpers", std::move(helpers)}});
}

Result<Response> delete_helper(app::Ports& ports, const Call& call) {
  TRY(app::refuse_helper(ports, call.citizen(), TRY(call.id<RelativeId>("helper_id"))));
  return no_content();
}

Result<Response> allow_helper(app::Ports& ports, const Call& call) {
  TRY(app::allow_helper(ports, call.citizen(), TRY(call.id<RelativeId>("helper_id"))));
  return no_content();
}

}  // namespace

std::vector<Route> relative_routes(const Services& services) {
  auto& ports = services.ports;
  constexpr auto kCitizen = Access::kCitizen;
  return {
      {"POST", "/api/v1/relatives", "createRelative", kCitizen, BodyKind::kJson,
       [&ports](Call& call) { return create_relative(ports, call); }},
      {"GET", "/api/v1/relatives", "listRelatives", kCitizen, BodyKind::kNone,
       [&ports](Call& call) { return list_relatives(ports, call); }},
      {"DELETE", "/api/v1/relatives/{relative_id}", "deleteRelative", kCitizen, BodyKind::kNone,
       [&ports](Call& call) { return delete_relative(ports, call); }},
      {"GET", "/api/v1/helpers", "listHelpers", kCitizen, BodyKind::kNone,
       [&ports](Call& call) { return list_helpers(ports, call); }},
      {"DELETE", "/api/v1/helpers/{helper_id}", "deleteHelper", kCitizen, BodyKind::kNone,
       [&ports](Call& call) { return delete_helper(ports, call); }},
      {"PUT", "/api/v1/helpers/{helper_id}", "allowHelper", kCitizen, BodyKind::kNone,
       [&ports](Call& call) { return allow_helper(ports, call); }},
  };
}

}  // namespace jianzai::http
