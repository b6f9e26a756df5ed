#include "app/finish_attempt.h"
#include "app/give_consent.h"
#include "app/open_attempt.h"
#include "app/open_review.h"
#include "app/put_frame.h"
#include "app/view_proof.h"
#include "base/limits.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

Result<Response> attempt_response(const Services& services, const Call& call, const AttemptId& id,
                                  int status) {
  const auto view = TRY(app::view_attempt(services.ports, call.citizen(), id));
  return json_response(status, to_json(view, services.ports.settings, Viewer::kCitizen));
}

Result<Response> get_proof(const Services& services, const Call& call) {
  const auto proof = TRY(app::view_proof(services.ports, call.citizen()));
  return json_response(200, to_json(proof, call.citizen()));
}

Result<Response> get_reference_image(const Services& services, const Call& call) {
  return jpeg_response(TRY(app::own_reference_image(services.ports, call.citizen())));
}

Result<Response> create_consent(const Services& services, const Call& call) {
  const auto key = TRY(call.idempotency_key());
  const auto body = TRY(JsonBody::parse(call.request.body, {"purpose", "text_version"}));
  if (body.text("purpose") != "FACE_PROOF") return fail(ErrorCode::kInvalidRequest, "an unknown purpose");
  return json_response(
      201, to_json(TRY(app::give_consent(services.ports, call.citizen(), body.text("text_version"), key))));
}

Result<Response> create_attempt(const Services& services, const Call& call) {
  const auto key = TRY(call.idempotency_key());
  const auto body = TRY(JsonBody::parse(call.request.body, {"consent_id"}));
  const auto consent = ConsentId::parse(body.text("consent_id"));
  if (!consent) return fail(ErrorCode::kConsentMissing);
  const auto view = TRY(app::open_attempt(services.ports, call.citizen(), *consent, key));
  return json_response(201, to_json(view, services.ports.settings, Viewer::kCitizen));
}

Result<Response> list_attempts(const Services& services, const Call& call) {
  const auto page = TRY(app::list_attempts(services.ports, call.citizen(), call.query_text("cursor")));
  return json_response(200, page_json("attempts", page, [&](const app::AttemptView& view) {
                         return to_json(view, services.ports.settings, Viewer::kCitizen);
                       }));
}

Result<Response> get_attempt(const Services& services, const Call& call) {
  return attempt_response(services, call, TRY(call.id<AttemptId>("attempt_id")), 200);
}

Result<Response> put_frame(const Services& services, const Call& call) {
  const auto id = TRY(call.id<AttemptId>("attempt_id"));
  const int sequence = TRY(call.sequence());
  const auto nonce = call.request.head.header("X-Attempt-Nonce");
  if (!nonce) return fail(ErrorCode::kInvalidRequest, "X-Attempt-Nonce is missing");
  const auto received =
      TRY(app::put_frame(services.ports, call.citizen(),
                         {.attempt = id, .sequence = sequence, .nonce = *nonce, .jpeg = call.request.body}));
  return json_response(200, {{"sequence", sequence},
                             {"frames_received", boost::json::array(received.begin(), received.end())}});
}

Result<Response> finish_attempt(const Services& services, const Call& call) {
  const auto id = TRY(call.id<AttemptId>("attempt_id"));
  const auto attempt = TRY(app::finish_attempt(services.ports, call.citizen(), id));
  bool is_decided = attempt.state == AttemptState::kDecided;
  if (!is_decided) {
    TRY(services.decisions.submit(id));
    is_decided = services.decisions.wait(id, limits::kFaceWaitMax);
  }
  if (!is_decided) return attempt_response(services, call, id, 202);
  // It has left the queue: decided, or still submitted because the store refused the decision.
  auto view = TRY(app::view_attempt(services.ports, call.citizen(), id));
  const int status = view.attempt.state == AttemptState::kDecided ? 200 : 202;
  return json_response(status, to_json(view, services.ports.settings, Viewer::kCitizen));
}

Result<Response> request_review(const Services& services, const Call& call) {
  const auto id = TRY(call.id<AttemptId>("attempt_id"));
  TRY(app::request_review(services.ports, call.citizen(), id));
  return attempt_response(services, call, id, 201);
}

}  // namespace

std::vector<Route> proof_routes(const Services& services) {
  const auto with = [&services](Result<Response> (*run)(const Services&, const Call&)) {
    return [services, run](Call& call) { return run(services, call); };
  };
  constexpr auto kCitizen = Access::kCitizen;
  return {
      {"GET", "/api/v1/me/proof", "getProof", kCitizen, BodyKind::kNone, with(get_proof)},
      {"GET", "/api/v1/me/reference.jpg", "getReferenceImage", kCitizen, BodyKind::kNone,
       with(get_reference_image)},
      {"POST", "/api/v1/consents", "createConsent", kCitizen, BodyKind::kJson, with(create_consent)},
      {"POST", "/api/v1/attempts", "createAttempt", kCitizen, BodyKind::kJson, with(create_attempt)},
      {"GET", "/api/v1/attempts", "listAttempts", kCitizen, BodyKind::kNone, with(list_attempts)},
      {"GET", "/api/v1/attempts/{attempt_id}", "getAttempt", kCitizen, BodyKind::kNone, with(get_attempt)},
      {"PUT", "/api/v1/attempts/{attempt_id}/frames/{sequence}", "putFrame", kCitizen, BodyKind::kFrame,
       with(put_frame)},
      {"POST", "/api/v1/attempts/{attempt_id}/finish", "finishAttempt", kCitizen, BodyKind::kNone,
       with(finish_attempt)},
      {"POST", "/api/v1/attempts/{attempt_id}/review", "requestReview", kCitizen, BodyKind::kNone,
       with(request_review)},
  };
}

}  // namespace jianzai::http
