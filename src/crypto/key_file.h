#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace jianzai::crypto {

// Written aside (mode 0600), flushed, then given its name: a crash leaves the whole file or none. A file that
// is there stays, so of two that write at once one wins and both read the same. Errors: kIo.
[[nodiscard]] Result<void> write_private_file_once(const std::filesystem::path& file,
                                                   const std::string& text);

}  // namespace jianzai::crypto
