// What the commands that read pictures share: the engine, files, messages.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "face/engine.h"

namespace jianzai::cli {

enum class Output { kText, kJson };

inline constexpr int kCouldNotBeDone = 3;

// With the best set that is here. `manifest` empty: JIANZAI_MANIFEST, else models/manifest.toml.
// Errors: those of read_manifest and Engine::create; kUnavailable with what each set lacks.
[[nodiscard]] Result<std::unique_ptr<face::Engine>> open_engine(const std::string& manifest, int parallel);

// Errors: kIo when it cannot be read, kBodyTooLarge from `bytes_max` on.
[[nodiscard]] Result<Bytes> read_file(const std::filesystem::path& file, std::size_t bytes_max);

// One line to standard error; with kJson also {"error":{"code":…,"message":…}} to standard output. Returns
// kCouldNotBeDone.
int report(const Error& error, const std::string& what, Output output);

}  // namespace jianzai::cli
