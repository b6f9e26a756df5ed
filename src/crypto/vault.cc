#include "crypto/vault.h"

#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "base/handle.h"
#include "crypto/digest.h"
#include "crypto/key_file.h"

namespace jianzai::crypto {

namespace {

constexpr std::uint8_t kFormatVersion = 1;
constexpr std::size_t kHeaderBytes = 5;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kKeyBytes = 32;

using Context = Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

Bytes random_key(Random& random) {
  Bytes key(kKeyBytes);
  random.fill(key);
  return key;
}

}  // namespace

Vault Vault::ephemeral(Random& random) {
  Vault vault(random);
  vault.keys_.emplace(1, Key(random_key(random)));
  vault.index_key_ = Key(random_key(random));
  return vault;
}

Result<Vault> Vault::open_or_create(const std::filesystem::path& file, Random& random) {
  if (!std::filesystem::exists(file)) {
    const Vault made = ephemeral(random);
    TRY(write_private_file_once(file, fmt::format("key 1 {}\nindex {}\n", to_hex(made.keys_.at(1).reveal()),
                                                  to_hex(made.index_key_.reveal()))));
  }
  std::ifstream in(file);
  if (!in) return fail(ErrorCode::kIo, "cannot read " + file.string());
  Vault vault(random);
  std::string line;
  while (std::getline(in, line)) {
    std::istringstream words(line);
    std::string kind;
    if (!(words >> kind)) continue;
    std::uint32_t id = 0;
    std::string hex;
    if (kind == "key") words >> id;
    words >> hex;
    auto key = from_hex(hex);
    if (!words || !key || key->size() != kKeyBytes || (kind != "key" && kind != "index")) {
      return fail(ErrorCode::kCrypto, "the key file " + file.string() + " is damaged");
    }
    if (kind == "key") {
      vault.keys_.insert_or_assign(id, Key(std::move(*key)));
    } else {
      vault.index_key_ = Key(std::move(*key));
    }
  }
  if (vault.keys_.empty() || vault.index_key_.reveal().empty()) {
    return fail(ErrorCode::kCrypto, "the key file " + file.string() + " lacks a key");
  }
  return vault;
}

Bytes Vault::seal(std::string_view place, ByteView clear) const {
  const auto& [id, key] = *keys_.rbegin();
  Bytes sealed(kHeaderBytes + kNonceBytes + clear.size() + kTagBytes);
  sealed[0] = kFormatVersion;
  for (std::size_t i = 0; i < 4; ++i) sealed[1 + i] = static_cast<std::uint8_t>(id >> (24 - 8 * i));
  std::uint8_t* const nonce = sealed.data() + kHeaderBytes;
  random_->fill({nonce, kNonceBytes});
  std::uint8_t* const text = nonce + kNonceBytes;

  const Context context(EVP_CIPHER_CTX_new());
  int length = 0;
  const bool sealed_well =
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.reveal().data(), nonce) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &length, sealed.data(), kHeaderBytes) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &length, as_bytes(place).data(),
                        static_cast<int>(place.size())) == 1 &&
      EVP_EncryptUpdate(context.get(), text, &length, clear.data(), static_cast<int>(clear.size())) == 1 &&
      EVP_EncryptFinal_ex(context.get(), text + length, &length) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, text + clear.size()) == 1;
  // OpenSSL's AES-GCM cannot fail on valid arguments; going on would store personal data in the clear.
  if (!sealed_well) std::abort();
  return sealed;
}

Result<Bytes> Vault::open(std::string_view place, ByteView sealed) const {
  if (sealed.size() < kHeaderBytes + kNonceBytes + kTagBytes || sealed[0] != kFormatVersion) {
    return fail(ErrorCode::kCrypto, "not a ciphertext of ours");
  }
  std::uint32_t id = 0;
  for (std::size_t i = 0; i < 4; ++i) id = id << 8 | sealed[1 + i];
  const auto key = keys_.find(id);
  if (key == keys_.end()) return fail(ErrorCode::kCrypto, fmt::format("key {} is not in the key file", id));

  const std::uint8_t* const nonce = sealed.data() + kHeaderBytes;
  const std::uint8_t* const text = nonce + kNonceBytes;
  const std::size_t size = sealed.size() - kHeaderBytes - kNonceBytes - kTagBytes;
  std::array<std::uint8_t, kTagBytes> tag{};
  std::copy_n(text + size, kTagBytes, tag.data());

  Bytes clear(size);
  const Context context(EVP_CIPHER_CTX_new());
  int length = 0;
  const bool opened =
      EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key->second.reveal().data(), nonce) ==
          1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &length, sealed.data(), kHeaderBytes) == 1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &length, as_bytes(place).data(),
                        static_cast<int>(place.size())) == 1 &&
      EVP_DecryptUpdate(context.get(), clear.data(), &length, text, static_cast<int>(size)) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context.get(), clear.data() + length, &length) == 1;
  if (!opened) return fail(ErrorCode::kCrypto, "a ciphertext does not open at " + std::string(place));
  return clear;
}

Secret<Bytes> Vault::derive(std::string_view purpose) const {
  return Secret(*from_hex(blind_index("derive", purpose)));
}

std::string Vault::blind_index(std::string_view purpose, std::string_view text) const {
  std::string message(purpose);
  message += '\0';
  message += text;
  return to_hex(hmac_sha256(index_key_.reveal(), as_bytes(message)));
}

}  // namespace jianzai::crypto
