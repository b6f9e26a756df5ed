#pragma once

#include "app/ports.h"
#include "app/record_consent.h"

namespace jianzai::app {

// What becomes of the references that the person has.
enum class EarlierReferences {
  kRetire,
  kKeep,  // all are compared with: the oldest, which is the anchor, and the newest kReferencesActiveMax - 1
};
inline constexpr std::size_t kReferencesActiveMax = 3;  // each one more is one more way to a false match

struct EnrolReference {
  PersonId person;
  ReferenceSource source = ReferenceSource::kUpload;
  EarlierReferences earlier = EarlierReferences::kRetire;
  std::string taken_on = {};  // 2012-05-01, of an older photograph; empty: today's
  ByteView jpeg;
  CaptureConsent consent = {};  // recorded with it
};

// Makes a reference (建模) of the person from a JPEG. Where there is a photograph already, it is only
// proposed (ReferenceState) as long as the agency has another reviewer: whoever changes the face changes who
// is paid. The same picture again gives the reference that it made. Without networks the photograph is kept
// and its features wait. Errors: kNotFound, also for another agency's person; kInvalidFields (taken_on;
// consent CONSENT_NEEDED of kCamera, see must_have_agreed; those of read_consent); kNotAnImage,
// kImageTooLarge; kFaceRefused with the reason's wire name in Error::detail.
[[nodiscard]] Result<Reference> enrol_reference(Ports& ports, const Operator& by,
                                                const EnrolReference& request);

// Makes the portrait of the person's ID card a weak reference, where there is no other. `jpeg`: of the card's
// front, which must show the person's own number. Errors: as above; kInvalidFields with `card`:
// CARD_UNREADABLE, CARD_OF_ANOTHER, HAS_PHOTOGRAPH; those of CardReader::read.
[[nodiscard]] Result<Reference> enrol_card_portrait(Ports& ports, const Operator& by, const PersonId& person,
                                                    ByteView jpeg);

// The parts of it, for a picture that is known to be the person's.
// Nothing without networks. Errors: kNotAnImage, kImageTooLarge; kFaceRefused.
[[nodiscard]] Result<std::optional<Features>> features_of(const FaceEngine& faces, ByteView jpeg);
// Inside the caller's transaction. Errors: HAS_PHOTOGRAPH, of a weak one.
[[nodiscard]] Result<Reference> store_reference(Transaction& transaction, const Reference& reference,
                                                EarlierReferences earlier, ByteView jpeg);
// The same, or only proposes it; recorded as `action`, unless it is there already or waits. A captured frame
// waits where there is any reference, a weak one, too.
[[nodiscard]] Result<Reference> store_or_propose(Ports& ports, Transaction& transaction, const Operator& by,
                                                 Reference reference, EarlierReferences earlier,
                                                 ByteView jpeg, AuditAction action);

// --- proposed ones

struct ReferenceView {
  Reference reference;
  Secret<std::string> person_name;
  std::string made_by;  // login
};

// Of people of the reviewer's scope, the first made first. Errors: kForbidden for who is no reviewer.
[[nodiscard]] Result<Page<ReferenceView>> list_proposed_references(Ports& ports, const Operator& by,
                                                                   std::string_view cursor);
// Faces are compared with it from now on, or never. The same again gives it as it is. Errors: kForbidden,
// kNotFound; kSamePerson for who proposed it; kReviewClosed when it was decided otherwise.
[[nodiscard]] Result<ReferenceView> approve_reference(Ports& ports, const Operator& by,
                                                      const ReferenceId& id);
[[nodiscard]] Result<ReferenceView> refuse_reference(Ports& ports, const Operator& by, const ReferenceId& id);
// Any reference of a person of the scope, also a retired one. Errors: kNotFound.
[[nodiscard]] Result<Secret<Bytes>> image_of_reference(Ports& ports, const Operator& by,
                                                       const ReferenceId& id);

}  // namespace jianzai::app
