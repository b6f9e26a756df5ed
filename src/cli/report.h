// How commands that look at pictures read files and tell what went wrong.
#pragma once

#include <filesystem>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace jianzai::cli {

enum class Output { kText, kJson };

inline constexpr int kCouldNotBeDone = 3;

// Errors: kIo when it cannot be read, kBodyTooLarge from `bytes_max` on.
[[nodiscard]] Result<Bytes> read_file(const std::filesystem::path& file, std::size_t bytes_max);

// One line to standard error; with kJson also {"error":{"code":…,"message":…}} to standard output. Returns
// kCouldNotBeDone.
int report(const Error& error, const std::string& what, Output output);

}  // namespace jianzai::cli
