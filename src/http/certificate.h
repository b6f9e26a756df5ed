#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace jianzai::http {

// Leaves a certificate and its key in these files: the ones that are there, if they belong together, name all
// of `names` (host names and IP addresses) and are valid for another 30 days; else new ones, self-signed:
// ECDSA P-256, CN `Jianzai`, valid for 397 days (the most that browsers take), the key with mode 0600.
// Replaces whatever else is there: not for files that an authority issued. A crash between the two files is
// mended by the next call. Errors: kIo when a file cannot be written; kCrypto when a name does not fit in a
// certificate or OpenSSL fails.
[[nodiscard]] Result<void> ensure_certificate(const std::filesystem::path& certificate_pem,
                                              const std::filesystem::path& key_pem,
                                              const std::vector<std::string>& names, const Clock& clock);

}  // namespace jianzai::http
