#include "crypto/password.h"

#include <array>
#include <cstdlib>

#include <sodium.h>

namespace jianzai::crypto {

namespace {
constexpr unsigned long long kPasses = 2;
constexpr std::size_t kMemoryBytes = 19 * 1024 * 1024;
}  // namespace

std::string hash_password(const Secret<std::string>& password) {
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (sodium_init() < 0 ||
      crypto_pwhash_str_alg(hash.data(), password.reveal().data(), password.reveal().size(), kPasses,
                            kMemoryBytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    std::abort();  // out of memory: an unhashed password must not be stored
  }
  return hash.data();
}

bool verify_password(const std::string& hash, const Secret<std::string>& password) {
  return sodium_init() >= 0 &&
         crypto_pwhash_str_verify(hash.c_str(), password.reveal().data(), password.reveal().size()) == 0;
}

void spend_password_time(const Secret<std::string>& password) {
  static const std::string hash = hash_password(Secret<std::string>("nobody's"));
  (void)verify_password(hash, password);
}

}  // namespace jianzai::crypto
