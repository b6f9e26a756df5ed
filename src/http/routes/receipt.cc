#include "app/issue_receipt.h"
#include "app/view_passes.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using boost::json::array;

Result<Response> list_passes(app::Ports& ports, const Call& call) {
  const auto relative = TRY(call.optional_id<RelativeId>(call.query_text("relative_id")));
  array passes;
  for (const Pass& pass : TRY(app::list_passes(ports, call.citizen(), relative)))
    passes.push_back(to_json(pass));
  return json_response(200, {{"passes", std::move(passes)}});
}

Result<Response> get_pass(app::Ports& ports, const Call& call) {
  return json_response(200,
                       to_json(TRY(app::view_pass(ports, call.citizen(), TRY(call.id<PassId>("pass_id"))))));
}

// Of an attempt or of a pass.
template <class Of>
Result<SignedReceipt> receipt_of(app::Ports& ports, const Call& call, std::string_view name) {
  const auto id = TRY(call.id<Of>(name));
  return app::issue_receipt(ports, call.citizen(), id);
}

Result<Response> receipt_response(Result<SignedReceipt> made) {
  const auto receipt = TRY(std::move(made));
  return json_response(200, {{"receipt", to_json(receipt.receipt)}, {"text", receipt.text}});
}

Result<Response> pdf_response(app::Ports& ports, Result<SignedReceipt> made) {
  const auto receipt = TRY(std::move(made));
  return download_response("application/pdf", TRY(ports.printer.receipt_pdf(receipt)),
                           "receipt-" + to_iso(receipt.receipt.passed_on) + ".pdf");
}

Result<Response> get_receipt_key(const Services& services) {
  const auto& key = services.ports.receipt_key;
  array others;
  for (const Bytes& known : services.info.receipt_keys) {
    if (known != key.public_key()) others.emplace_back(to_hex(known));
  }
  return json_response(200, {{"algorithm", key.scheme() == crypto::SignatureScheme::kSm2 ? "SM2" : "Ed25519"},
                             {"key_id", key.id()},
                             {"public_key", to_hex(key.public_key())},
                             {"other_public_keys", std::move(others)}});
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
       [&ports](Call& call) { return receipt_response(receipt_of<AttemptId>(ports, call, "attempt_id")); }},
      {"GET", "/api/v1/attempts/{attempt_id}/receipt.pdf", "getReceiptPdf", Access::kCitizen, BodyKind::kNone,
       [&ports](Call& call) {
         return pdf_response(ports, receipt_of<AttemptId>(ports, call, "attempt_id"));
       }},
      {"GET", "/api/v1/passes", "listPasses", Access::kCitizen, BodyKind::kNone,
       [&ports](Call& call) { return list_passes(ports, call); }},
      {"GET", "/api/v1/passes/{pass_id}", "getPass", Access::kCitizen, BodyKind::kNone,
       [&ports](Call& call) { return get_pass(ports, call); }},
      {"GET", "/api/v1/passes/{pass_id}/receipt", "getPassReceipt", Access::kCitizen, BodyKind::kNone,
       [&ports](Call& call) { return receipt_response(receipt_of<PassId>(ports, call, "pass_id")); }},
      {"GET", "/api/v1/passes/{pass_id}/receipt.pdf", "getPassReceiptPdf", Access::kCitizen, BodyKind::kNone,
       [&ports](Call& call) { return pdf_response(ports, receipt_of<PassId>(ports, call, "pass_id")); }},
      {"GET", "/api/v1/receipts/key", "getReceiptKey", Access::kPublic, BodyKind::kNone,
       [services](Call&) { return get_receipt_key(services); }},
      {"POST", "/api/v1/receipts/verify", "verifyReceipt", Access::kPublic, BodyKind::kJson,
       [services](Call& call) { return verify_receipt(services, call); }},
  };
}

}  // namespace jianzai::http
