// Sealed texts and bytes of a row. `place` is the column, `id` the row: a ciphertext that is copied elsewhere
// does not open.
#pragma once

#include <string>
#include <string_view>

#include "base/id_number.h"
#include "base/secret.h"
#include "crypto/vault.h"
#include "storage/connection.h"

namespace jianzai::storage {

[[nodiscard]] inline std::string place_of(std::string_view column, std::string_view id) {
  return std::string(column) + "/" + std::string(id);
}

[[nodiscard]] inline Bytes seal(const crypto::Vault& vault, std::string_view column, std::string_view id,
                                ByteView clear) {
  return vault.seal(place_of(column, id), clear);
}
[[nodiscard]] inline Bytes seal(const crypto::Vault& vault, std::string_view column, std::string_view id,
                                const Secret<std::string>& clear) {
  return seal(vault, column, id, as_bytes(clear.reveal()));
}

// Errors: kDatabase for a column that holds no bytes, kCrypto for bytes that do not open here.
[[nodiscard]] inline Result<Secret<Bytes>> open_bytes(const crypto::Vault& vault, std::string_view column,
                                                      std::string_view id, const Row& row, std::size_t at) {
  return Secret(TRY(vault.open(place_of(column, id), TRY(row.bytes(at)))));
}
[[nodiscard]] inline Result<Secret<std::string>> open_text(const crypto::Vault& vault,
                                                           std::string_view column, std::string_view id,
                                                           const Row& row, std::size_t at) {
  const auto bytes = TRY(open_bytes(vault, column, id, row, at));
  return Secret(std::string(as_text(bytes.reveal())));
}
[[nodiscard]] inline Result<IdNumber> open_id_number(const crypto::Vault& vault, std::string_view column,
                                                     std::string_view id, const Row& row, std::size_t at) {
  const auto text = TRY(open_text(vault, column, id, row, at));
  // It was valid when it was stored; the far day only keeps the parser from asking for today.
  constexpr Date kAnyLaterDay = std::chrono::year(9999) / std::chrono::December / 31;
  auto number = IdNumber::parse(text.reveal(), kAnyLaterDay);
  if (!number) return Row::damaged(at);
  return std::move(*number);
}

// One look-up value for an ID number wherever it is looked up.
[[nodiscard]] inline std::string id_number_index(const crypto::Vault& vault, const IdNumber& number) {
  return vault.blind_index("id_number", number.reveal());
}

}  // namespace jianzai::storage
