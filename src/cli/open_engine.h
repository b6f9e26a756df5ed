#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "face/engine.h"

namespace jianzai::cli {

// With the best set that is here. `manifest` empty: JIANZAI_MANIFEST, else models/manifest.toml.
// Errors: those of read_manifest and Engine::create; kUnavailable with what each set lacks.
[[nodiscard]] Result<std::unique_ptr<face::Engine>> open_engine(const std::string& manifest, int parallel);

}  // namespace jianzai::cli
