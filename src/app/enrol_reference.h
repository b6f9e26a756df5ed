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

}  // namespace jianzai::app
