#include <algorithm>
#include <charconv>
#include <cstdint>

#include "app/advise_capture.h"
#include "app/answer_review.h"
#include "app/finish_attempt.h"
#include "app/give_consent.h"
#include "app/open_attempt.h"
#include "app/open_review.h"
#include "app/put_frame.h"
#include "app/view_proof.h"
#include "base/limits.h"
#include "domain/person_details.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

constexpr std::int64_t kLatestTime_ms = 253'402'300'799'000;  // the end of 9999

Result<Response> attempt_response(const Services& services, const Call& call, const AttemptId& id,
                                  int status) {
  const auto view = TRY(app::view_attempt(services.ports, call.citizen(), id));
  return json_response(status, to_json(view, services.ports.clock.now(), Viewer::kCitizen));
}

Result<Response> get_proof(const Services& services, const Call& call) {
  const auto relative = TRY(call.optional_id<RelativeId>(call.query_text("relative_id")));
  const auto proof = TRY(app::view_proof(services.ports, call.citizen(), relative));
  return json_response(200, to_json(proof, call.citizen().name));
}

Result<Response> get_reference_image(const Services& services, const Call& call) {
  return jpeg_response(TRY(app::own_reference_image(services.ports, call.citizen())));
}

Result<Response> create_consent(const Services& services, const Call& call) {
  const auto key = TRY(call.idempotency_key());
  const auto body = TRY(JsonBody::parse(call.request.body, {"purpose", "text_version", "relative_id"}));
  const auto purpose = consent_purpose_from(body.text("purpose"));
  if (!purpose) return fail(ErrorCode::kInvalidRequest, "purpose: FACE_COMPARISON or KEEP_IMAGE");
  const auto relative = TRY(call.optional_id<RelativeId>(body.text("relative_id")));
  return json_response(
      201, to_json(TRY(app::give_consent(services.ports, call.citizen(), body.text("text_version"), key,
                                         relative, *purpose))));
}

Result<Response> list_consents(const Services& services, const Call& call) {
  boost::json::array consents;
  for (const auto& view : TRY(app::list_consents(services.ports, call.citizen())))
    consents.push_back(to_json(view));
  return json_response(200, {{"consents", std::move(consents)}});
}

Result<Response> withdraw_consent(const Services& services, const Call& call) {
  const auto id = TRY(call.id<ConsentId>("consent_id"));
  return json_response(200, to_json(TRY(app::withdraw_consent(services.ports, call.citizen(), id))));
}

Result<Response> create_hint(const Services& services, const Call& call) {
  const auto consent = TRY(call.id<ConsentId>("consent_id"));
  boost::json::array advice;
  for (const Reason reason :
       TRY(app::advise_capture(services.ports, call.citizen(), consent, call.request.body))) {
    advice.push_back(boost::json::string(to_text(reason)));
  }
  return json_response(200, {{"advice", std::move(advice)}});
}

// A whole number in a header; nothing when it is absent. Errors: kInvalidRequest.
Result<std::optional<std::int64_t>> number_in(const RequestHead& head, std::string_view name) {
  const auto text = head.header(name);
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{} || end != text->data() + text->size() || number < 0) {
    return fail(ErrorCode::kInvalidRequest, std::string(name) + " is no number");
  }
  return number;
}

Result<Response> create_attempt(const Services& services, const Call& call) {
  const auto key = TRY(call.idempotency_key());
  const auto body = TRY(JsonBody::parse(call.request.body, {"consent_id", "mode", "uplink", "camera_name"}));
  const auto consent = ConsentId::parse(body.text("consent_id"));
  if (!consent) return fail(ErrorCode::kConsentMissing);
  auto mode = std::optional(ChallengeMode::kColour);
  if (!body.text("mode").empty()) mode = challenge_mode_from(body.text("mode"));
  if (!mode) return fail(ErrorCode::kInvalidRequest, "mode: COLOUR, POSE or STATIC");
  auto uplink = std::optional(Uplink::kSlow);
  if (!body.text("uplink").empty()) uplink = uplink_from(body.text("uplink"));
  if (!uplink) return fail(ErrorCode::kInvalidRequest, "uplink: SLOW or QUICK");
  const auto camera_name = body.text("camera_name");
  if (count_characters(camera_name).value_or(SIZE_MAX) > limits::kCameraNameCharactersMax)
    return fail(ErrorCode::kInvalidRequest, "camera_name is too long");
  const auto view =
      TRY(app::open_attempt(services.ports, call.citizen(), *consent,
                            {.mode = *mode, .uplink = *uplink, .camera_name = camera_name}, key));
  return json_response(201, to_json(view, services.ports.clock.now(), Viewer::kCitizen));
}

Result<Response> list_attempts(const Services& services, const Call& call) {
  const auto relative = TRY(call.optional_id<RelativeId>(call.query_text("relative_id")));
  const auto page =
      TRY(app::list_attempts(services.ports, call.citizen(), call.query_text("cursor"), relative));
  return json_response(200, page_json("attempts", page, [&](const app::AttemptView& view) {
                         return to_json(view, services.ports.clock.now(), Viewer::kCitizen);
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
  const auto step = TRY(number_in(call.request.head, "X-Step"));
  if (!step || *step > limits::kFramesPerAttemptMax)
    return fail(ErrorCode::kInvalidRequest, "X-Step is missing");
  const auto captured_at_ms = TRY(number_in(call.request.head, "X-Captured-At"));
  std::optional<Time> captured_at;
  if (captured_at_ms) captured_at = from_unix_ms(std::min(*captured_at_ms, kLatestTime_ms));
  const auto view = TRY(app::put_frame(services.ports, call.citizen(),
                                       {.attempt = id,
                                        .sequence = sequence,
                                        .step = static_cast<int>(*step),
                                        .captured_at = captured_at,
                                        .nonce = *nonce,
                                        .jpeg = call.request.body}));
  return json_response(200, frame_receipt_json(view, sequence, services.ports.clock.now()));
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
  return json_response(status, to_json(view, services.ports.clock.now(), Viewer::kCitizen));
}

Result<Response> request_review(const Services& services, const Call& call) {
  const auto id = TRY(call.id<AttemptId>("attempt_id"));
  TRY(app::request_review(services.ports, call.citizen(), id));
  return attempt_response(services, call, id, 201);
}

Result<Response> put_evidence(const Services& services, const Call& call) {
  const auto id = TRY(call.id<AttemptId>("attempt_id"));
  const auto kind = review_evidence_from(call.path.find("kind")->second);
  if (!kind) return fail(ErrorCode::kNotFound);
  const auto view = TRY(app::hand_in_evidence(services.ports, call.citizen(), id, *kind, call.request.body));
  return json_response(200, to_json(view, services.ports.clock.now(), Viewer::kCitizen));
}

Result<Response> answer_review(const Services& services, const Call& call) {
  const auto id = TRY(call.id<AttemptId>("attempt_id"));
  const auto body = TRY(JsonBody::parse(call.request.body, {"answer"}));
  const auto view = TRY(app::answer_review(services.ports, call.citizen(), id, body.text("answer")));
  return json_response(200, to_json(view, services.ports.clock.now(), Viewer::kCitizen));
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
      {"GET", "/api/v1/consents", "listConsents", kCitizen, BodyKind::kNone, with(list_consents)},
      {"DELETE", "/api/v1/consents/{consent_id}", "withdrawConsent", kCitizen, BodyKind::kNone,
       with(withdraw_consent)},
      {"POST", "/api/v1/consents/{consent_id}/hint", "createHint", kCitizen, BodyKind::kFrame,
       with(create_hint)},
      {"POST", "/api/v1/attempts", "createAttempt", kCitizen, BodyKind::kJson, with(create_attempt)},
      {"GET", "/api/v1/attempts", "listAttempts", kCitizen, BodyKind::kNone, with(list_attempts)},
      {"GET", "/api/v1/attempts/{attempt_id}", "getAttempt", kCitizen, BodyKind::kNone, with(get_attempt)},
      {"PUT", "/api/v1/attempts/{attempt_id}/frames/{sequence}", "putFrame", kCitizen, BodyKind::kFrame,
       with(put_frame)},
      {"POST", "/api/v1/attempts/{attempt_id}/finish", "finishAttempt", kCitizen, BodyKind::kNone,
       with(finish_attempt)},
      {"POST", "/api/v1/attempts/{attempt_id}/review", "requestReview", kCitizen, BodyKind::kNone,
       with(request_review)},
      {"PUT", "/api/v1/attempts/{attempt_id}/review/evidence/{kind}", "putReviewEvidence", kCitizen,
       BodyKind::kEvidence, with(put_evidence)},
      {"PUT", "/api/v1/attempts/{attempt_id}/review/answer", "answerReview", kCitizen, BodyKind::kJson,
       with(answer_review)},
  };
}

}  // namespace jianzai::http
