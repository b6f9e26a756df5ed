#include "crypto/signature.h"

#include <algorithm>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include "base/handle.h"
#include "base/names.h"
#include "crypto/digest.h"

namespace jianzai::crypto {

namespace {

constexpr std::size_t kSeedBytes = 32;
constexpr std::size_t kEd25519KeyBytes = 32;
constexpr std::size_t kPointBytes = 65;                        // 04 x y
constexpr int kHalf = 32;                                      // bytes of r, and of s
constexpr std::string_view kSm2Identity = "1234567812345678";  // GB/T 35276

constexpr Names<SignatureScheme, 2> kSchemes{
    {{SignatureScheme::kEd25519, "ed25519"}, {SignatureScheme::kSm2, "sm2"}}};

using Key = Handle<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Context = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using Number = Handle<BIGNUM, BN_clear_free>;
using NumberContext = Handle<BN_CTX, BN_CTX_free>;
using Group = Handle<EC_GROUP, EC_GROUP_free>;
using Point = Handle<EC_POINT, EC_POINT_free>;
using ParameterBuilder = Handle<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Parameters = Handle<OSSL_PARAM, OSSL_PARAM_free>;
using Pair = Handle<ECDSA_SIG, ECDSA_SIG_free>;

int size_of(ByteView bytes) { return static_cast<int>(bytes.size()); }

// Ed25519's is the seed itself.
Key ed25519_key(const Secret<Bytes>& seed) {
  return Key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.reveal().data(), seed.reveal().size()));
}

// The number in [1, n - 2] that the seed stands for. n is so close to 2^256 that the rest favours none.
Number sm2_private(const EC_GROUP* group, const Secret<Bytes>& seed) {
  Number number(BN_bin2bn(seed.reveal().data(), size_of(seed.reveal()), nullptr));
  const NumberContext context(BN_CTX_new());
  Number modulus(BN_dup(EC_GROUP_get0_order(group)));
  const bool is_made = number && context && modulus && BN_sub_word(modulus.get(), 2) == 1 &&
                       BN_mod(number.get(), number.get(), modulus.get(), context.get()) == 1 &&
                       BN_add_word(number.get(), 1) == 1;
  return is_made ? std::move(number) : nullptr;
}

std::optional<Bytes> sm2_public(const EC_GROUP* group, const BIGNUM* number) {
  const NumberContext context(BN_CTX_new());
  const Point point(EC_POINT_new(group));
  Bytes shown(kPointBytes);
  if (!context || !point || EC_POINT_mul(group, point.get(), number, nullptr, nullptr, context.get()) != 1 ||
      EC_POINT_point2oct(group, point.get(), POINT_CONVERSION_UNCOMPRESSED, shown.data(), shown.size(),
                         context.get()) != shown.size())
    return std::nullopt;
  return shown;
}

// `number`: nothing for a key that only verifies. Nothing for what is no point of the curve.
Key curve_key(const char* type, const char* curve, ByteView public_key, const BIGNUM* number) {
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve, 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, public_key.data(),
                                       public_key.size()) != 1 ||
      (number != nullptr && OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number) != 1))
    return nullptr;
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  const int selection = number != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, selection, parameters.get()) != 1)
    return nullptr;
  return Key(key);
}

Key sm2_key(ByteView public_key, const BIGNUM* number) {
  return curve_key("SM2", SN_sm2, public_key, number);
}

Key p256_key(ByteView public_key) {
  if (public_key.size() != kPointBytes || public_key.front() != POINT_CONVERSION_UNCOMPRESSED) return nullptr;
  return curve_key("EC", SN_X9_62_prime256v1, public_key, nullptr);
}

// r || s as OpenSSL takes it; empty when it cannot be.
Bytes der_of(ByteView signature) {
  const Pair pair(ECDSA_SIG_new());
  Number r(BN_bin2bn(signature.data(), kHalf, nullptr));
  Number s(BN_bin2bn(signature.data() + kHalf, kHalf, nullptr));
  if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return {};
  r.release();  // the pair's now
  s.release();
  Bytes der(static_cast<std::size_t>(std::max(0, i2d_ECDSA_SIG(pair.get(), nullptr))));
  unsigned char* at = der.data();
  if (i2d_ECDSA_SIG(pair.get(), &at) != size_of(der)) return {};
  return der;
}

// What signs and verifies with the identity mixed in. `with_key` has to outlive `context`.
bool mix_identity(EVP_MD_CTX* context, EVP_PKEY_CTX* with_key) {
  if (EVP_PKEY_CTX_set1_id(with_key, kSm2Identity.data(), static_cast<int>(kSm2Identity.size())) != 1)
    return false;
  EVP_MD_CTX_set_pkey_ctx(context, with_key);
  return true;
}

std::optional<Bytes> sm2_signature(EVP_PKEY* key, ByteView message) {
  const KeyContext with_key(EVP_PKEY_CTX_new(key, nullptr));
  const Context context(EVP_MD_CTX_new());
  std::size_t size = 0;
  if (!with_key || !context || !mix_identity(context.get(), with_key.get()) ||
      EVP_DigestSignInit(context.get(), nullptr, EVP_sm3(), nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size()) != 1)
    return std::nullopt;
  Bytes der(size);
  if (EVP_DigestSign(context.get(), der.data(), &size, message.data(), message.size()) != 1)
    return std::nullopt;
  const unsigned char* at = der.data();
  const Pair pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
  Bytes signature(kSignatureBytes);
  if (!pair || BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), signature.data(), kHalf) != kHalf ||
      BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), signature.data() + kHalf, kHalf) != kHalf)
    return std::nullopt;
  return signature;
}

bool is_sm2_signature(EVP_PKEY* key, ByteView message, ByteView signature) {
  const Bytes der = der_of(signature);
  const KeyContext with_key(EVP_PKEY_CTX_new(key, nullptr));
  const Context context(EVP_MD_CTX_new());
  return !der.empty() && with_key && context && mix_identity(context.get(), with_key.get()) &&
         EVP_DigestVerifyInit(context.get(), nullptr, EVP_sm3(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), der.data(), der.size(), message.data(), message.size()) == 1;
}

// The key of a seed and what is shown of it.
Result<std::pair<Key, Bytes>> key_of(const Secret<Bytes>& seed, SignatureScheme scheme) {
  if (scheme == SignatureScheme::kEd25519) {
    Key key = ed25519_key(seed);
    Bytes shown(kEd25519KeyBytes);
    std::size_t size = shown.size();
    if (!key || EVP_PKEY_get_raw_public_key(key.get(), shown.data(), &size) != 1 || size != shown.size())
      return fail(ErrorCode::kCrypto, "no public key");
    return std::pair(std::move(key), std::move(shown));
  }
  const Group group(EC_GROUP_new_by_curve_name(NID_sm2));
  const Number number = group ? sm2_private(group.get(), seed) : nullptr;
  auto shown = number ? sm2_public(group.get(), number.get()) : std::nullopt;
  Key key = shown ? sm2_key(*shown, number.get()) : nullptr;
  if (!key) return fail(ErrorCode::kCrypto, "no SM2 key");
  return std::pair(std::move(key), std::move(*shown));
}

}  // namespace

std::string_view to_text(SignatureScheme scheme) { return name_of(kSchemes, scheme); }
std::optional<SignatureScheme> signature_scheme_from(std::string_view text) {
  return value_of(kSchemes, text);
}

std::optional<SignatureScheme> scheme_of(ByteView public_key) {
  if (public_key.size() == kEd25519KeyBytes) return SignatureScheme::kEd25519;
  if (public_key.size() == kPointBytes) return SignatureScheme::kSm2;
  return std::nullopt;
}

Result<SigningKey> SigningKey::from_seed(Secret<Bytes> seed, SignatureScheme scheme) {
  if (seed.reveal().size() != kSeedBytes) return fail(ErrorCode::kCrypto, "a signing key has 32 bytes");
  auto [key, shown] = TRY(key_of(seed, scheme));
  return SigningKey(scheme, std::move(seed), std::move(shown));
}

Result<Bytes> SigningKey::sign(ByteView message) const {
  const auto [key, shown] = TRY(key_of(seed_, scheme_));
  if (scheme_ == SignatureScheme::kSm2) {
    auto signature = sm2_signature(key.get(), message);
    if (!signature) return fail(ErrorCode::kCrypto, "cannot sign");
    return std::move(*signature);
  }
  const Context context(EVP_MD_CTX_new());
  Bytes signature(kSignatureBytes);
  std::size_t size = signature.size();
  if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) != 1 ||
      size != signature.size()) {
    return fail(ErrorCode::kCrypto, "cannot sign");
  }
  return signature;
}

std::string SigningKey::id() const { return to_hex(sha256(public_key_)).substr(0, 8); }

bool is_p256_key(ByteView public_key) { return p256_key(public_key) != nullptr; }

bool verify_p256(ByteView public_key, ByteView message, ByteView signature) {
  if (signature.size() != kSignatureBytes) return false;
  const Key key = p256_key(public_key);
  const Bytes der = der_of(signature);
  const Context context(EVP_MD_CTX_new());
  return key && !der.empty() && context &&
         EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), der.data(), der.size(), message.data(), message.size()) == 1;
}

bool verify_signature(ByteView public_key, ByteView message, ByteView signature) {
  const auto scheme = scheme_of(public_key);
  if (!scheme || signature.size() != kSignatureBytes) return false;
  if (scheme == SignatureScheme::kSm2) {
    const Key key = sm2_key(public_key, nullptr);
    return key && is_sm2_signature(key.get(), message, signature);
  }
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key.data(), public_key.size()));
  const Context context(EVP_MD_CTX_new());
  return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                          message.size()) == 1;
}

}  // namespace jianzai::crypto
