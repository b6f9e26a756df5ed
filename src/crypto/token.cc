#include "crypto/token.h"

#include <openssl/crypto.h>

#include "base/bytes.h"
#include "crypto/digest.h"

namespace jianzai::crypto {

Secret<std::string> make_token(Random& random) {
  Bytes bytes(32);
  random.fill(bytes);
  return Secret(to_hex(bytes));
}

std::string hash_token(std::string_view token) { return to_hex(sha256(as_bytes(token))); }

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace jianzai::crypto
