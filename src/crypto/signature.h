#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace jianzai::crypto {

enum class SignatureScheme {
  kEd25519,  // RFC 8032; public keys of 32 bytes
  // GB/T 32918.2 over SM3, with the usual identity 1234567812345678; public keys of 65 bytes (04 x y),
  // signatures r || s. For who has to use the national algorithms (商用密码).
  kSm2,
};
[[nodiscard]] std::string_view to_text(SignatureScheme scheme);  // `ed25519`, `sm2`
[[nodiscard]] std::optional<SignatureScheme> signature_scheme_from(std::string_view text);
// By the length of a public key; nothing for any other.
[[nodiscard]] std::optional<SignatureScheme> scheme_of(ByteView public_key);

inline constexpr std::size_t kSignatureBytes = 64;  // of both schemes

// Thread-safe.
class SigningKey {
 public:
  // `seed`: 32 bytes. Errors: kCrypto for any other length.
  [[nodiscard]] static Result<SigningKey> from_seed(Secret<Bytes> seed,
                                                    SignatureScheme scheme = SignatureScheme::kEd25519);

  [[nodiscard]] Result<Bytes> sign(ByteView message) const;  // kSignatureBytes. Errors: kCrypto
  [[nodiscard]] SignatureScheme scheme() const { return scheme_; }
  [[nodiscard]] const Bytes& public_key() const { return public_key_; }
  // The first 8 hex digits of the public key's SHA-256: which key signed.
  [[nodiscard]] std::string id() const;

 private:
  SigningKey(SignatureScheme scheme, Secret<Bytes> seed, Bytes public_key)
      : scheme_(scheme), seed_(std::move(seed)), public_key_(std::move(public_key)) {}

  SignatureScheme scheme_;
  Secret<Bytes> seed_;
  Bytes public_key_;
};

// ECDSA over P-256 and SHA-256, as browsers sign (WebCrypto). `public_key`: 04 x y; `signature`: r || s
// (IEEE P1363). Any other length is false, and so is a key that is no point of the curve.
[[nodiscard]] bool verify_p256(ByteView public_key, ByteView message, ByteView signature);
[[nodiscard]] bool is_p256_key(ByteView public_key);

// By the scheme that the key's length tells. False for a key or a signature of another length, too.
[[nodiscard]] bool verify_signature(ByteView public_key, ByteView message, ByteView signature);

}  // namespace jianzai::crypto
