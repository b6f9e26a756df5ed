#include "app/assisted_proofs.h"

#include <algorithm>

#include "app/audit.h"
#include "app/fields.h"
#include "app/films.h"
#include "app/pass_person.h"
#include "app/view_operator.h"
#include "app/view_persons.h"
#include "app/write.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kRowsPerPage = 50;

Result<AssistedProofView> view_of(Transaction& transaction, AssistedProof proof) {
  const auto person = TRY(transaction.persons().find(proof.person));
  if (!person) return fail(ErrorCode::kInternal, "a proof of nobody");
  const auto maker = TRY(transaction.operators().find(proof.made_by));
  auto evidence = TRY(transaction.assisted_proofs().evidence(proof.id));
  auto field = TRY(view_mark(transaction, proof.id));
  const auto agreed = TRY(transaction.consents().of_proof(proof.id));
  std::optional<ConsentMode> consent;
  if (agreed) consent = agreed->recorded->mode;
  return AssistedProofView{.proof = std::move(proof),
                           .evidence = std::move(evidence),
                           .person_name = person->name,
                           .made_by = maker ? maker->login : std::string(),
                           .field = std::move(field),
                           .consent = consent};
}

Result<Page<AssistedProofView>> views_of(Transaction& transaction, Result<Page<AssistedProof>> found) {
  auto proofs = TRY(std::move(found));
  Page<AssistedProofView> page{.rows = {}, .next = std::move(proofs.next)};
  for (AssistedProof& proof : proofs.rows) page.rows.push_back(TRY(view_of(transaction, std::move(proof))));
  return page;
}

Result<AssistedProof> own_proof(Transaction& transaction, const Operator& by, const AssistedProofId& id) {
  auto proof = TRY(transaction.assisted_proofs().find(id));
  if (!proof) return fail(ErrorCode::kNotFound);
  TRY(own_person(transaction, by, proof->person));
  return std::move(*proof);
}

// As it was handed in, but for when and by whom it was decided.
Result<bool> is_same(Transaction& transaction, const AssistedProof& stored, const AssistedProof& proof,
                     ProofEvidence kind, ByteView bytes) {
  if (stored.person != proof.person || stored.way != proof.way || stored.seen_on != proof.seen_on ||
      stored.issuer.reveal() != proof.issuer.reveal())
    return false;
  const auto kinds = TRY(transaction.assisted_proofs().evidence(stored.id));
  if (kinds.empty()) return true;  // erased: nothing to compare with, and nothing that could change
  const auto there = TRY(transaction.assisted_proofs().evidence_bytes(stored.id, kind));
  return there && as_text(there->reveal()) == as_text(bytes);
}

EvidenceForm form_of(ProofEvidence kind) {
  return kind == ProofEvidence::kVideo ? EvidenceForm::kFilm : EvidenceForm::kPicture;
}

// Phones of the field may hold pictures from before anybody was asked.
bool must_be_said(const Operator& by, ProofEvidence kind) { return shows_face(kind) && is_at_desk(by); }

struct Verdict {
  AssistedState state;
  std::vector<ProofEvidence> seen = {};  // of who confirms
  Secret<std::string> answer = {};       // of who refuses
};

tl::unexpected<Error> refuse_without_face() {
  return fail(Error{.code = ErrorCode::kInvalidFields, .fields = {{.field = "seen", .code = "FACE_NEEDED"}}});
}

Result<AssistedProofView> decide(Ports& ports, const Operator& by, const AssistedProofId& id,
                                 const Verdict& verdict) {
  if (by.role != OperatorRole::kReviewer) return fail(ErrorCode::kForbidden, "reviewers only");
  return write(ports.store, [&](Transaction& transaction) -> Result<AssistedProofView> {
    auto proof = TRY(own_proof(transaction, by, id));
    if (proof.state != AssistedState::kProposed) {
      const bool is_done = proof.state == verdict.state && proof.decided_by == by.id &&
                           proof.answer.reveal() == verdict.answer.reveal();
      if (is_done) return view_of(transaction, std::move(proof));
      return fail(ErrorCode::kReviewClosed);
    }
    if (proof.made_by == by.id) return fail(ErrorCode::kSamePerson);
    const bool is_confirmed = verdict.state == AssistedState::kConfirmed;
    if (is_confirmed) {
      const auto evidence = TRY(transaction.assisted_proofs().evidence(id));
      if (needs_face_beside_paper(proof.way) && std::ranges::none_of(evidence, shows_face))
        return refuse_without_face();
      for (const auto kind : evidence) {
        if (std::ranges::find(verdict.seen, kind) == verdict.seen.end())
          return fail(ErrorCode::kEvidenceAdded);
      }
    }
    proof.state = verdict.state;
    proof.decided_by = by.id;
    proof.decided_at = ports.clock.now();
    proof.answer = verdict.answer;
    TRY(transaction.assisted_proofs().close(proof));
    if (is_confirmed) {
      TRY(pass_person(ports, transaction, proof.person,
                      {.seen_on = proof.seen_on, .way = ProofWay::kAssisted}));
    }
    TRY(record(ports, transaction, by, is_confirmed ? AuditAction::kConfirmProof : AuditAction::kRefuseProof,
               id.text()));
    return view_of(transaction, std::move(proof));
  });
}

}  // namespace

Result<AssistedProofView> propose_proof(Ports& ports, const Operator& by, const ProposeProof& request) {
  const Date today = china_date(ports.clock.now());
  FieldReader reader(today);
  const auto way = assisted_way_from(request.way);
  if (!way) reader.refuse("way", request.way.empty() ? "REQUIRED" : "VALUE");
  if (way && !may_propose(by.role, *way)) reader.refuse("way", "NOT_OF_ROLE");
  const auto seen_on = reader.day("seen_on", request.seen_on);
  if (request.seen_on.empty()) reader.refuse("seen_on", "REQUIRED");
  const bool is_usable_day =
      !seen_on || (*seen_on <= today &&
                   std::chrono::sys_days(*seen_on) + kAssistedAgeMax >= std::chrono::sys_days(today));
  if (!is_usable_day) reader.refuse("seen_on", "VALUE");
  const auto need = way && has_issuer(*way) ? FieldReader::Need::kRequired : FieldReader::Need::kOptional;
  auto issuer = reader.text("issuer", request.issuer, limits::kNameCharactersMax, need);
  if (way && !has_issuer(*way) && !request.issuer.empty()) reader.refuse("issuer", "VALUE");
  auto kind = way ? std::optional(usual_evidence(*way)) : std::nullopt;
  if (!request.evidence.empty()) kind = proof_evidence_from(request.evidence);
  if (way && !kind) reader.refuse("evidence", "VALUE");
  if (way && kind && !suffices(*kind, *way)) reader.refuse("evidence", "NOT_ENOUGH");
  const bool was_kept = !is_at_desk(by) || !request.field.is_absent();
  const auto consent = read_consent(reader, ports.settings, request.consent, was_kept);
  if (reader.has_faults()) return reader.error();
  TRY(check_evidence(ports, form_of(*kind), request.bytes));
  const auto mark = TRY(read_mark(request.field, *seen_on, today));
  const AssistedProof proof{.id = AssistedProofId::make(ports.clock, ports.random),
                            .person = request.person,
                            .agency = by.agency,
                            .way = *way,
                            .seen_on = *seen_on,
                            .issuer = Secret(std::move(*issuer)),
                            .made_by = by.id,
                            .made_at = ports.clock.now()};
  return write(ports.store, [&](Transaction& transaction) -> Result<AssistedProofView> {
    TRY(own_person(transaction, by, request.person));
    if (auto same = TRY(transaction.assisted_proofs().find_by_request_key(request.request_key))) {
      if (same->made_by != by.id || !TRY(is_same(transaction, *same, proof, *kind, request.bytes)) ||
          TRY(transaction.field_keys().mark_of(same->id)) != mark)
        return fail(ErrorCode::kIdempotencyConflict, "the key handed in another proof");
      return view_of(transaction, std::move(*same));
    }
    TRY(check_mark(ports, transaction, by, proof, request.bytes, mark));
    if (!consent && !mark && must_be_said(by, *kind))
      TRY(must_have_agreed(transaction, request.person, ports.settings));
    TRY(transaction.assisted_proofs().insert(proof, request.request_key));
    TRY(transaction.assisted_proofs().set_evidence(proof.id, *kind, request.bytes));
    if (mark) TRY(transaction.field_keys().insert_mark(proof.id, *mark));
    if (consent) {
      TRY(keep_consent(ports, transaction, by, request.person, *consent,
                       mark ? mark->captured_at : proof.made_at, proof.id));
    }
    TRY(record(ports, transaction, by, AuditAction::kProposeProof, proof.id.text()));
    return view_of(transaction, proof);
  });
}

Result<Page<AssistedProofView>> list_proposed_proofs(Ports& ports, const Operator& by,
                                                     std::string_view cursor) {
  const auto transaction = TRY(ports.store.begin_read());
  return views_of(*transaction, transaction->assisted_proofs().page_open(
                                    by.scope(), is_at_desk(by) ? std::nullopt : std::optional(by.id), cursor,
                                    kRowsPerPage));
}

Result<Page<AssistedProofView>> list_refused_proofs(Ports& ports, const Operator& by,
                                                    std::string_view cursor) {
  const auto transaction = TRY(ports.store.begin_read());
  return views_of(*transaction, transaction->assisted_proofs().page_refused(
                                    by.scope(), by.id, china_date(ports.clock.now()), cursor, kRowsPerPage));
}

Result<AssistedProofView> add_proof_evidence(Ports& ports, const Operator& by, const AssistedProofId& id,
                                             ProofEvidence kind, ByteView bytes) {
  TRY(check_evidence(ports, form_of(kind), bytes));
  return write(ports.store, [&](Transaction& transaction) -> Result<AssistedProofView> {
    auto proof = TRY(own_proof(transaction, by, id));
    if (proof.made_by != by.id) return fail(ErrorCode::kNotFound);
    if (proof.state != AssistedState::kProposed) return fail(ErrorCode::kReviewClosed);
    // What a phone has signed stands alone: the reviewer takes all of it for signed.
    if (TRY(transaction.field_keys().mark_of(id))) return fail(ErrorCode::kReviewClosed);
    // A reviewer may have looked at what is there.
    if (const auto there = TRY(transaction.assisted_proofs().evidence_bytes(id, kind))) {
      if (as_text(there->reveal()) == as_text(bytes)) return view_of(transaction, std::move(proof));
      return fail(ErrorCode::kIdempotencyConflict, "this piece is there already");
    }
    if (must_be_said(by, kind)) TRY(must_have_agreed(transaction, proof.person, ports.settings));
    TRY(transaction.assisted_proofs().set_evidence(id, kind, bytes));
    TRY(record(ports, transaction, by, AuditAction::kProposeProof, id.text()));
    return view_of(transaction, std::move(proof));
  });
}

Result<Secret<Bytes>> proof_evidence(Ports& ports, const Operator& by, const AssistedProofId& id,
                                     ProofEvidence kind) {
  return write(ports.store, [&](Transaction& transaction) -> Result<Secret<Bytes>> {
    TRY(own_proof(transaction, by, id));
    auto bytes = TRY(transaction.assisted_proofs().evidence_bytes(id, kind));
    if (!bytes) return fail(ErrorCode::kNotFound);
    TRY(record(ports, transaction, by, AuditAction::kViewEvidence, id.text()));
    return std::move(*bytes);
  });
}

Result<AssistedProofView> confirm_proof(Ports& ports, const Operator& by, const AssistedProofId& id,
                                        const std::vector<std::string>& seen) {
  FieldReader reader(china_date(ports.clock.now()));
  Verdict verdict{.state = AssistedState::kConfirmed};
  for (const auto& name : seen) {
    if (const auto kind = proof_evidence_from(name)) {
      verdict.seen.push_back(*kind);
    } else {
      reader.refuse("seen", "VALUE");
    }
  }
  if (reader.has_faults()) return reader.error();
  return decide(ports, by, id, verdict);
}

Result<AssistedProofView> refuse_proof(Ports& ports, const Operator& by, const AssistedProofId& id,
                                       std::string_view note) {
  FieldReader reader(china_date(ports.clock.now()));
  auto text = reader.text("note", note, limits::kNoteCharactersMax, FieldReader::Need::kRequired);
  if (reader.has_faults()) return reader.error();
  return decide(ports, by, id, {.state = AssistedState::kRefused, .answer = Secret(std::move(*text))});
}

}  // namespace jianzai::app
