// For tests: a phone's key, which signs as WebCrypto does.
#pragma once

#include <string_view>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include "base/bytes.h"
#include "base/handle.h"

namespace jianzai::crypto::testing {

class PhoneKey {
 public:
  [[nodiscard]] Bytes public_key() const {
    Bytes shown(65);
    std::size_t size = 0;
    EVP_PKEY_get_octet_string_param(key_.get(), OSSL_PKEY_PARAM_PUB_KEY, shown.data(), shown.size(), &size);
    shown.resize(size);
    return shown;
  }
  // r || s
  [[nodiscard]] Bytes sign(std::string_view text) const {
    const Handle<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    const ByteView message = as_bytes(text);
    std::size_t size = 0;
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
    EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size());
    Bytes der(size);
    EVP_DigestSign(context.get(), der.data(), &size, message.data(), message.size());
    const unsigned char* at = der.data();
    const Handle<ECDSA_SIG, ECDSA_SIG_free> pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
    Bytes signature(64);
    BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), signature.data(), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), signature.data() + 32, 32);
    return signature;
  }

 private:
  Handle<EVP_PKEY, EVP_PKEY_free> key_{EVP_EC_gen("P-256")};
};

}  // namespace jianzai::crypto::testing
