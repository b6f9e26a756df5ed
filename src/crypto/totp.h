#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace jianzai::crypto {

// Time-based one-time passwords (RFC 6238): HMAC-SHA-1, six digits, a new one every 30 s, as the usual
// authenticator apps make them.

inline constexpr std::size_t kTotpSecretBytes = 20;  // RFC 4226 section 4: 160 bits

[[nodiscard]] Secret<Bytes> make_totp_secret(Random& random);

// Steps of 30 s since 1970.
[[nodiscard]] std::int64_t totp_step(Time at);
// Errors: kCrypto when OpenSSL refuses.
[[nodiscard]] Result<std::string> totp(const Secret<Bytes>& secret, std::int64_t step);

// The step of which these are the digits: that of `now`, or one before or after, but later than `last_step`,
// so that no code serves twice. Nothing for any other. Errors: kCrypto.
[[nodiscard]] Result<std::optional<std::int64_t>> matching_step(const Secret<Bytes>& secret,
                                                                std::string_view digits, Time now,
                                                                std::int64_t last_step);

// RFC 4648, without padding: how an app takes the secret over by hand.
[[nodiscard]] std::string to_base32(ByteView bytes);

}  // namespace jianzai::crypto
