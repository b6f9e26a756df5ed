#include "app/issue_receipt.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

Result<Response> get_receipt(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<AttemptId>("attempt_id"));
  const auto receipt = TRY(app::issue_receipt(ports, call.citizen(), id));
  return json_response(200, {{"receipt", to_json(receipt.receipt)}, {"text", receipt.text}});
}

Result<Response> get_receipt_pdf(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<AttemptId>("attempt_id"));
  const auto receipt = TRY(app::issue_receipt(ports, call.citizen(), id));
  return download_response("application/pdf", TRY(ports.printer.receipt_pdf(receipt)),
                           "receipt-" + to_iso(receipt.receipt.passed_on) + ".pdf");
}

Result<Response> get_receipt_key(app::Ports& ports) {
  return json_response(
      200, {{"algorithm", ports.receipt_key.scheme() == crypto::SignatureScheme::kSm2 ? "SM2" : "Ed25519"},
            {"key_id", ports.receipt_key.id()},
            {"public_key", to_hex(ports.receipt_key.public_key())}});
}

Result<Response> verify_receipt(const Services& services, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"text"}));
  auto receipt = app::verified_receipt(services.ports.receipt_key.public_key(), body.text("text"));
  for (const Bytes& key : services.info.receipt_keys) {
    if (!receipt) receipt = app::verified_receipt(key, body.text("text"));
  }
  boost::json::object json{{"is_genuine", receipt.has_value()}};
  if (receipt) json["receipt"] = to_json(*receipt);
  return json_response(200, json);
}

}  // namespace

std::vector<Route> receipt_routes(const Services& services) {
  auto& ports = services.ports;
  return {
      {"GET", "/api/v1/attempts/{attempt_id}/receipt", "getReceipt", Access::kCitizen, BodyKind::kNone,
       [&ports](Call& call) { return get_receipt(ports, call); }},
      {"GET", "/api/v1/attempts/{attempt_id}/receipt.pdf", "getReceiptPdf", Access::kCitizen, BodyKind::kNone,
       [&ports](Call& call) { return get_receipt_pdf(ports, call); }},
      {"GET", "/api/v1/receipts/key", "getReceiptKey", Access::kPublic, BodyKind::kNone,
       [&ports](Call&) { return get_receipt_key(ports); }},
      {"POST", "/api/v1/receipts/verify", "verifyReceipt", Access::kPublic, BodyKind::kJson,
       [services](Call& call) { return verify_receipt(services, call); }},
  };
}

}  // namespace jianzai::http
