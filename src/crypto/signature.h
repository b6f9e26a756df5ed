#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace jianzai::crypto {

inline constexpr std::size_t kPublicKeyBytes = 32;
inline constexpr std::size_t kSignatureBytes = 64;

// Signs with Ed25519 (RFC 8032). Thread-safe.
class SigningKey {
 public:
  // `seed`: 32 bytes. Errors: kCrypto for any other length.
  [[nodiscard]] static Result<SigningKey> from_seed(Secret<Bytes> seed);

  [[nodiscard]] Result<Bytes> sign(ByteView message) const;  // kSignatureBytes. Errors: kCrypto
  [[nodiscard]] const Bytes& public_key() const { return public_key_; }
  // The first 8 hex digits of the public key's SHA-256: which key signed.
  [[nodiscard]] std::string id() const;

 private:
  SigningKey(Secret<Bytes> seed, Bytes public_key)
      : seed_(std::move(seed)), public_key_(std::move(public_key)) {}

  Secret<Bytes> seed_;
  Bytes public_key_;
};

// False for a key or a signature of another length, too.
[[nodiscard]] bool verify_signature(ByteView public_key, ByteView message, ByteView signature);

}  // namespace jianzai::crypto
