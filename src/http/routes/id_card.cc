#include "app/read_id_card.h"
#include "crypto/digest.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using boost::json::array;
using boost::json::object;

object to_json(const app::IdCardView& view) {
  const app::CardReading& reading = view.reading;
  object json{{"advice", array(reading.advice.begin(), reading.advice.end())},
              {"risks", array(reading.risks.begin(), reading.risks.end())},
              {"contradictions", array(reading.contradictions.begin(), reading.contradictions.end())}};
  if (!reading.side.empty()) json["side"] = reading.side;
  for (const app::CardField& field : reading.fields) {
    json[field.name] = object{{"value", field.value.reveal()},
                              {"confidence", static_cast<int>(field.confidence * 100)},
                              {"is_sure", field.is_sure}};
  }
  if (!reading.portrait.reveal().empty()) {
    array advice;
    for (const Reason reason : view.portrait_advice) advice.emplace_back(jianzai::to_text(reason));
    json["portrait"] =
        object{{"jpeg", crypto::to_base64(reading.portrait.reveal())}, {"advice", std::move(advice)}};
  }
  return json;
}

Result<Response> read_id_card(app::Ports& ports, const Call& call) {
  return json_response(200, to_json(TRY(app::read_id_card(ports, call.request.body))));
}

}  // namespace

std::vector<Route> id_card_routes(const Services& services) {
  const WithPorts with(services);
  return {
      {"POST", "/api/v1/id-cards/read", "readIdCard", Access::kPublic, BodyKind::kUpload, with(read_id_card)},
  };
}

}  // namespace jianzai::http
