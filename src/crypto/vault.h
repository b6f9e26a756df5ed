#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace jianzai::crypto {

// Encrypts what may not reach SQL in the clear, and makes the keyed look-up values of what must be found
// again.
//
// Ciphertext: format version (1 byte, 1) | key id (4 bytes, big endian) | nonce (12) | AES-256-GCM text | tag
// (16). `place` (table, column, row) is authenticated with it: a ciphertext copied to another row does not
// open. Thread-safe.
class Vault {
 public:
  // Reads the key file, or makes one (mode 0600) when there is none; of two that make it at once, one wins
  // and both use it. Whoever holds data already must see to it that the file is there: new keys open nothing.
  // One line per key: `key <id> <64 hex digits>` and one line `index <64 hex digits>`; the highest id seals,
  // all of them open. Errors: kCrypto when the file is damaged, kIo when it cannot be read or written.
  [[nodiscard]] static Result<Vault> open_or_create(const std::filesystem::path& file, Random& random);
  // With fresh keys that are kept nowhere. For tests.
  [[nodiscard]] static Vault ephemeral(Random& random);

  [[nodiscard]] Bytes seal(std::string_view place, ByteView clear) const;
  // Errors: kCrypto when the key is unknown or a single bit differs.
  [[nodiscard]] Result<Bytes> open(std::string_view place, ByteView sealed) const;

  // HMAC-SHA256 as 64 hex digits; the same text has different values for different purposes.
  [[nodiscard]] std::string blind_index(std::string_view purpose, std::string_view text) const;

  // 32 secret bytes that are always the same for one purpose, wherever these keys are. Never another purpose
  // of blind_index.
  [[nodiscard]] Secret<Bytes> derive(std::string_view purpose) const;

 private:
  using Key = Secret<Bytes>;
  Vault(Random& random) : random_(&random) {}

  Random* random_;
  std::map<std::uint32_t, Key> keys_;
  Key index_key_;
};

}  // namespace jianzai::crypto
