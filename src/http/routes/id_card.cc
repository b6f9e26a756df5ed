#include <cmath>

#include "app/read_id_card.h"
#include "crypto/digest.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using boost::json::array;
using boost::json::object;

object to_json(const app::CardReading& reading) {
  object json{{"advice", array(reading.advice.begin(), reading.advice.end())},
              {"risks", array(reading.risks.begin(), reading.risks.end())},
              {"contradictions", array(reading.contradictions.begin(), reading.contradictions.end())}};
  if (!reading.side.empty()) json["side"] = reading.side;
  for (const app::CardField& field : reading.fields) {
    json[field.name] = object{{"value", field.value.reveal()},
                              {"confidence", std::lround(100 * field.confidence)},
                              {"is_sure", field.is_sure}};
  }
  return json;
}

Result<Response> read_id_card(app::Ports& ports, const Call& call) {
  return json_response(200, to_json(TRY(app::read_id_card(ports, call.request.body))));
}

Result<Response> read_id_card_with_portrait(app::Ports& ports, const Call& call) {
  const auto card = TRY(app::read_id_card_with_portrait(ports, call.request.body));
  object json = to_json(card.reading);
  if (const auto& jpeg = card.reading.portrait.reveal(); !jpeg.empty()) {
    array advice;
    for (const Reason reason : card.portrait_advice) advice.emplace_back(jianzai::to_text(reason));
    json["portrait"] = object{{"jpeg", crypto::to_base64(jpeg)}, {"advice", std::move(advice)}};
  }
  return json_response(200, std::move(json));
}

}  // namespace

std::vector<Route> id_card_routes(const Services& services) {
  const WithPorts with(services);
  return {
      {"POST", "/api/v1/id-cards/read", "readIdCard", Access::kPublic, BodyKind::kUpload, with(read_id_card)},
      {"POST", "/api/v1/console/id-cards/read", "readIdCardWithPortrait", Access::kDesk, BodyKind::kUpload,
       with(read_id_card_with_portrait)},
  };
}

}  // namespace jianzai::http
