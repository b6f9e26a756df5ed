#include "crypto/signature.h"

#include <memory>

#include <openssl/evp.h>

#include "crypto/digest.h"

namespace jianzai::crypto {

namespace {

constexpr std::size_t kSeedBytes = 32;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Key private_key(const Secret<Bytes>& seed) {
  return {EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.reveal().data(), seed.reveal().size()),
          EVP_PKEY_free};
}

}  // namespace

Result<SigningKey> SigningKey::from_seed(Secret<Bytes> seed) {
  if (seed.reveal().size() != kSeedBytes) return fail(ErrorCode::kCrypto, "a signing key has 32 bytes");
  const Key key = private_key(seed);
  Bytes shown(kPublicKeyBytes);
  std::size_t size = shown.size();
  if (!key || EVP_PKEY_get_raw_public_key(key.get(), shown.data(), &size) != 1 || size != shown.size())
    return fail(ErrorCode::kCrypto, "no public key");
  return SigningKey(std::move(seed), std::move(shown));
}

Result<Bytes> SigningKey::sign(ByteView message) const {
  const Key key = private_key(seed_);
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  Bytes signature(kSignatureBytes);
  std::size_t size = signature.size();
  if (!key || !context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) != 1 ||
      size != signature.size()) {
    return fail(ErrorCode::kCrypto, "cannot sign");
  }
  return signature;
}

std::string SigningKey::id() const { return to_hex(sha256(public_key_)).substr(0, 8); }

bool verify_signature(ByteView public_key, ByteView message, ByteView signature) {
  if (public_key.size() != kPublicKeyBytes || signature.size() != kSignatureBytes) return false;
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key.data(), public_key.size()),
                EVP_PKEY_free);
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                          message.size()) == 1;
}

}  // namespace jianzai::crypto
