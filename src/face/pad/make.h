// From a set's names to the presentation attack detection that runs them.
#pragma once

#include <memory>

#include "face/models.h"
#include "face/pad/passive.h"

namespace jianzai::face::pad {

// Null when the set names none. Errors: kIo, kUnavailable as in face/pipeline.h, and kUnavailable for an
// unknown method.
[[nodiscard]] Result<std::unique_ptr<PassivePad>> make_passive_pad(const ModelSet& set, int instances);

}  // namespace jianzai::face::pad
