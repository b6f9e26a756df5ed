// What a phone signs in the field (上门采集): so that a picture that arrives days later is still the one that
// was taken, of the person and at the time that it says.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "domain/assisted_proof.h"
#include "domain/ids.h"
#include "domain/operator.h"

namespace jianzai {

// The public half of a key that an operator's browser made and never gives out.
struct FieldKey {
  FieldKeyId id;
  OperatorId owner;
  Bytes public_key;  // a point of P-256: 04 x y
  Time issued_at;
  Time valid_until;
  std::optional<Time> revoked_at = {};
};

// One picture as it was signed.
struct FieldMark {
  FieldKeyId key;
  int sequence = 0;  // among the pictures of the key; each stands for one proof
  Time captured_at;  // by the server's clock, as the phone reckoned it
  Bytes signature;   // r || s over field_statement()
  bool operator==(const FieldMark&) const = default;
};

// A tour through the villages, from the day on which the page was last open with a network.
inline constexpr std::chrono::hours kFieldKeyValid{72};
// How long a picture may wait for a network. The phone drops it after the same time.
inline constexpr std::chrono::hours kFieldUploadMax{72};
// What the clocks of phone and server may lie apart, either way.
inline constexpr std::chrono::minutes kFieldClockSkew{5};
// Keys of one operator that are valid at the same time: a phone makes one a day.
inline constexpr std::int64_t kFieldKeysMax = 50;
inline constexpr int kFieldSequenceMax = 99'999;

// What is signed, one line of ASCII:
// `JIANZAI-FIELD1|<key>|<person>|<way>|<sequence>|<captured_at, ms since 1970>|<SHA-256 of the JPEG, hex>`.
[[nodiscard]] std::string field_statement(const FieldMark& mark, const PersonId& person, AssistedWay way,
                                          std::string_view jpeg_sha256);

enum class FieldFault {
  kKey,   // of somebody else, or revoked
  kTime,  // taken before the key was, after its time, or in the future
  kLate,  // taken longer ago than a picture may wait
};
// Why a picture that is signed well is not taken nevertheless; nothing: it is.
[[nodiscard]] std::optional<FieldFault> field_fault(const FieldKey& key, const OperatorId& by,
                                                    Time captured_at, Time now);

// Whether a proof counts only with a signature: what somebody outside the office saw on an earlier day, and
// whatever anybody calls a village helper's, is a picture that waited on a phone.
[[nodiscard]] bool must_be_signed(OperatorRole by, AssistedWay way, Date seen_on, Date today);

}  // namespace jianzai
