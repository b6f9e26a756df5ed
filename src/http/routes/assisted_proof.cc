#include "app/assisted_proofs.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using boost::json::array;
using boost::json::object;

object to_json(const app::AssistedProofView& view) {
  const AssistedProof& proof = view.proof;
  object json{{"proof_id", proof.id.text()},
              {"person_id", proof.person.text()},
              {"person_name", view.person_name.reveal()},
              {"way", to_text(proof.way)},
              {"seen_on", to_iso(proof.seen_on)},
              {"state", to_text(proof.state)},
              {"made_by", view.made_by},
              {"made_at", to_iso(proof.made_at)}};
  if (!proof.issuer.reveal().empty()) json["issuer"] = proof.issuer.reveal();
  array evidence;
  for (const auto kind : view.evidence) evidence.emplace_back(to_text(kind));
  json["evidence"] = std::move(evidence);
  if (view.field) {
    json["field"] = object{{"captured_at", to_iso(view.field->mark.captured_at)},
                           {"sequence", view.field->mark.sequence},
                           {"key_print", view.field->key_print},
                           {"key_issued_at", to_iso(view.field->key_issued_at)}};
  }
  if (view.consent) json["consent"] = to_text(*view.consent);
  if (proof.decided_at) json["decided_at"] = to_iso(*proof.decided_at);
  if (!proof.answer.reveal().empty()) json["note"] = proof.answer.reveal();
  return json;
}

app::SignedCapture field_of(const Call& call) {
  return {.key = std::string(call.query_text("field_key")),
          .sequence = std::string(call.query_text("field_sequence")),
          .captured_at = std::string(call.query_text("field_captured_at")),
          .signature = std::string(call.query_text("field_signature"))};
}

Result<Response> create_field_key(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"public_key"}));
  const auto key = TRY(app::register_field_key(ports, call.staff(), body.text("public_key")));
  return json_response(201, {{"key_id", key.id.text()},
                             {"issued_at", to_iso(key.issued_at)},
                             {"valid_until", to_iso(key.valid_until)},
                             {"server_time", to_iso(ports.clock.now())}});
}

Result<Response> create_proof(app::Ports& ports, const Call& call) {
  const auto key = TRY(call.idempotency_key());
  const auto person = TRY(call.id<PersonId>("person_id"));
  const auto view = TRY(app::propose_proof(
      ports, call.staff(),
      {.person = person,
       .way = std::string(call.query_text("way")),
       .seen_on = std::string(call.query_text("seen_on")),
       .issuer = percent_decoded(call.request.head.header("X-Issuer").value_or("")).value_or(""),
       .evidence = std::string(call.query_text("evidence")),
       .bytes = call.request.body,
       .request_key = key,
       .field = field_of(call),
       .consent = {.mode = std::string(call.query_text("consent")),
                   .text_version = std::string(call.query_text("consent_text"))}}));
  return json_response(201, to_json(view));
}

Result<Response> list_proofs(app::Ports& ports, const Call& call) {
  const auto state = call.query_text("state");
  const auto wanted = assisted_state_from(state.empty() ? "PROPOSED" : state);
  if (!wanted || *wanted == AssistedState::kConfirmed)
    return fail(ErrorCode::kInvalidRequest, "no such state");
  const auto page =
      TRY((*wanted == AssistedState::kProposed ? app::list_proposed_proofs : app::list_refused_proofs)(
          ports, call.staff(), call.query_text("cursor")));
  return json_response(
      200, page_json("proofs", page, [](const app::AssistedProofView& view) { return to_json(view); }));
}

Result<ProofEvidence> evidence_kind(const Call& call) {
  const auto kind = proof_evidence_from(call.path.find("kind")->second);
  if (!kind) return fail(ErrorCode::kNotFound);
  return *kind;
}

Result<Response> put_evidence(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<AssistedProofId>("proof_id"));
  const auto kind = TRY(evidence_kind(call));
  return json_response(
      200, to_json(TRY(app::add_proof_evidence(ports, call.staff(), id, kind, call.request.body))));
}

Result<Response> get_evidence(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<AssistedProofId>("proof_id"));
  const auto kind = TRY(evidence_kind(call));
  return evidence_response(TRY(app::proof_evidence(ports, call.staff(), id, kind)));
}

Result<Response> confirm(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<AssistedProofId>("proof_id"));
  const auto body = TRY(JsonBody::parse(call.request.body, {}, {"seen"}));
  return json_response(200, to_json(TRY(app::confirm_proof(ports, call.staff(), id, body.texts("seen")))));
}

Result<Response> refuse(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<AssistedProofId>("proof_id"));
  const auto body = TRY(JsonBody::parse(call.request.body, {"note"}));
  return json_response(200, to_json(TRY(app::refuse_proof(ports, call.staff(), id, body.text("note")))));
}

}  // namespace

std::vector<Route> assisted_proof_routes(const Services& services) {
  const WithPorts with(services);
  constexpr auto kDesk = Access::kDesk;
  constexpr auto kReviewer = Access::kReviewer;
  constexpr auto kNone = BodyKind::kNone;
  constexpr std::string_view kEvidence = "/api/v1/console/assisted-proofs/{proof_id}/evidence/{kind}";
  return {
      {"POST", "/api/v1/console/field-keys", "createFieldKey", Access::kField, BodyKind::kJson,
       with(create_field_key)},
      {"POST", "/api/v1/console/persons/{person_id}/assisted-proofs", "createAssistedProof", Access::kField,
       BodyKind::kEvidence, with(create_proof)},
      {"GET", "/api/v1/console/assisted-proofs", "listAssistedProofs", Access::kField, kNone,
       with(list_proofs)},
      {"PUT", kEvidence, "putAssistedEvidence", Access::kField, BodyKind::kEvidence, with(put_evidence)},
      {"GET", kEvidence, "getAssistedEvidence", kDesk, kNone, with(get_evidence)},
      {"PUT", "/api/v1/console/assisted-proofs/{proof_id}/confirmation", "confirmAssistedProof", kReviewer,
       BodyKind::kJson, with(confirm)},
      {"POST", "/api/v1/console/assisted-proofs/{proof_id}/refusal", "refuseAssistedProof", kReviewer,
       BodyKind::kJson, with(refuse)},
  };
}

}  // namespace jianzai::http
