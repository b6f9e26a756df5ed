#pragma once

#include "app/ports.h"

namespace jianzai::app {

// Makes the person's reference (建模) from a JPEG; it takes the place of the former one. The same picture
// again gives the reference that it made. Without networks the photograph is kept and its features wait.
// Errors: kNotFound, also for another agency's person; kNotAnImage, kImageTooLarge; kFaceRefused with the
// reason's wire name in Error::detail.
[[nodiscard]] Result<Reference> enrol_reference(Ports& ports, const Operator& by, const PersonId& person,
                                                ReferenceSource source, ByteView jpeg);

}  // namespace jianzai::app
