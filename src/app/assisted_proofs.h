// Assisted proof (辅助认证): an operator hands in what shows that the person is alive, and another one
// confirms it. Paper is the way of known frauds, so nobody confirms their own.
#pragma once

#include "app/field_signatures.h"
#include "app/ports.h"
#include "app/record_consent.h"

namespace jianzai::app {

struct ProposeProof {
  PersonId person;
  std::string way;
  std::string seen_on;        // 2026-11-26; within kAssistedAgeMax, and not tomorrow
  std::string issuer = {};    // of has_issuer: who saw them; empty otherwise
  std::string evidence = {};  // what `bytes` are; usual_evidence when it is empty
  ByteView bytes;             // a JPEG, or a film of at most limits::kVideoBytesMax
  std::string request_key;
  SignedCapture field = {};     // of a picture that was taken in the field
  CaptureConsent consent = {};  // recorded with it
};

struct AssistedProofView {
  AssistedProof proof;
  std::vector<ProofEvidence> evidence;  // nothing: it was erased after its time
  Secret<std::string> person_name;
  std::string made_by;  // login
  std::optional<FieldMarkView> field = {};
  std::optional<ConsentMode> consent = {};  // nothing: it was not said with it
};

// Errors: kInvalidFields (way NOT_OF_ROLE, see may_propose; evidence NOT_ENOUGH, see suffices; consent
// CONSENT_NEEDED for a face at the desk, see must_have_agreed; those of read_consent). What comes from the
// field is taken without a word about consent, too: it cannot be taken again, and a reviewer sees it.
// kNotFound, also for whom the operator may not see; kNotAnImage, kImageTooLarge, kNotAVideo;
// kIdempotencyConflict; those of read_mark and check_mark. The same request key gives the proof as it is;
// once its evidence was erased, whatever `bytes` hold.
[[nodiscard]] Result<AssistedProofView> propose_proof(Ports& ports, const Operator& by,
                                                      const ProposeProof& request);
// One more piece by who handed the proof in; the same again changes nothing. Errors: kNotFound, also for
// somebody else's; kReviewClosed when it is decided, or a phone has signed it; kIdempotencyConflict for
// another piece of a kind that is there, which a reviewer may have looked at; kInvalidFields (consent
// CONSENT_NEEDED, as above); kNotAnImage, kImageTooLarge,
// kNotAVideo.
[[nodiscard]] Result<AssistedProofView> add_proof_evidence(Ports& ports, const Operator& by,
                                                           const AssistedProofId& id, ProofEvidence kind,
                                                           ByteView bytes);
// Those that wait for a reviewer, the first made first.
[[nodiscard]] Result<Page<AssistedProofView>> list_proposed_proofs(Ports& ports, const Operator& by,
                                                                   std::string_view cursor);
// Those that were refused and wait for `by`, who made them, to hand in another (DeskQueue::kRefusedProofs).
[[nodiscard]] Result<Page<AssistedProofView>> list_refused_proofs(Ports& ports, const Operator& by,
                                                                  std::string_view cursor);
// A piece of evidence; that it was looked at is recorded. Errors: kNotFound.
[[nodiscard]] Result<Secret<Bytes>> proof_evidence(Ports& ports, const Operator& by,
                                                   const AssistedProofId& id, ProofEvidence kind);
// The person passes, on the day on which they were seen. `seen`: the pieces (ProofEvidence) that the reviewer
// looked at, by which what was added since is noticed. Doing it again gives the proof as it is. Errors:
// kForbidden for who is no reviewer; kInvalidFields (seen VALUE); kNotFound; kSamePerson; kReviewClosed when
// it was decided otherwise; kEvidenceAdded when there is a piece beyond `seen`.
[[nodiscard]] Result<AssistedProofView> confirm_proof(Ports& ports, const Operator& by,
                                                      const AssistedProofId& id,
                                                      const std::vector<std::string>& seen);
// Errors: those of confirm_proof but for `seen`; kInvalidFields without a note.
[[nodiscard]] Result<AssistedProofView> refuse_proof(Ports& ports, const Operator& by,
                                                     const AssistedProofId& id, std::string_view note);

}  // namespace jianzai::app
