#pragma once

#include <array>
#include <filesystem>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace jianzai::crypto {

using Sha256 = std::array<std::uint8_t, 32>;

[[nodiscard]] Sha256 sha256(ByteView bytes);
// Reads in blocks. Errors: kIo when the file cannot be read.
[[nodiscard]] Result<Sha256> sha256_of_file(const std::filesystem::path& file);

// HMAC-SHA256 (RFC 2104). `key`: 32 bytes.
[[nodiscard]] Sha256 hmac_sha256(ByteView key, ByteView message);

// RFC 4648, with padding.
[[nodiscard]] std::string to_base64(ByteView bytes);

}  // namespace jianzai::crypto
