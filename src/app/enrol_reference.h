#pragma once

#include "app/ports.h"

namespace jianzai::app {

// What becomes of the references that the person has.
enum class EarlierReferences {
  kRetire,
  kKeep,  // all are compared with: the oldest, which is the anchor, and the newest kReferencesActiveMax - 1
};
inline constexpr std::size_t kReferencesActiveMax = 3;  // each one more is one more way to a false match

// Makes a reference (建模) of the person from a JPEG. The same picture again gives the reference that it
// made. Without networks the photograph is kept and its features wait. Errors: kNotFound, also for another
// agency's person; kNotAnImage, kImageTooLarge; kFaceRefused with the reason's wire name in Error::detail.
[[nodiscard]] Result<Reference> enrol_reference(Ports& ports, const Operator& by, const PersonId& person,
                                                ReferenceSource source, EarlierReferences earlier,
                                                ByteView jpeg);

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

}  // namespace jianzai::app
