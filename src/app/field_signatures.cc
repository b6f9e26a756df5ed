#include "app/field_signatures.h"

#include <charconv>

#include "app/audit.h"
#include "app/fields.h"
#include "app/write.h"
#include "crypto/digest.h"

namespace jianzai::app {
namespace {

constexpr std::int64_t kTimeMax_ms = 253'402'300'799'999;  // the last of the year 9999

std::optional<Time> time_from(std::string_view text) {
  std::int64_t ms = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ms);
  if (error != std::errc() || end != text.data() + text.size() || ms < 0 || ms > kTimeMax_ms)
    return std::nullopt;
  return from_unix_ms(ms);
}

ErrorCode code_of(FieldFault fault) {
  switch (fault) {
    case FieldFault::kKey:
      return ErrorCode::kFieldKey;
    case FieldFault::kTime:
      return ErrorCode::kFieldTime;
    case FieldFault::kLate:
      break;
  }
  return ErrorCode::kFieldLate;
}

}  // namespace

Result<FieldKey> register_field_key(Ports& ports, const Operator& by, std::string_view public_key) {
  const auto bytes = from_hex(public_key);
  if (!bytes || !crypto::is_p256_key(*bytes)) {
    FieldReader reader(china_date(ports.clock.now()));
    reader.refuse("public_key", public_key.empty() ? "REQUIRED" : "VALUE");
    return reader.error();
  }
  const Time now = ports.clock.now();
  const FieldKey key{.id = FieldKeyId::make(ports.clock, ports.random),
                     .owner = by.id,
                     .public_key = *bytes,
                     .issued_at = now,
                     .valid_until = now + kFieldKeyValid};
  return write(ports.store, [&](Transaction& transaction) -> Result<FieldKey> {
    auto& keys = transaction.field_keys();
    if (auto same = TRY(keys.find_by_public_key(key.public_key))) {
      if (same->owner != by.id || same->revoked_at || same->valid_until < now)
        return fail(ErrorCode::kIdempotencyConflict, "the key was registered before");
      return std::move(*same);
    }
    if (TRY(keys.count_valid(by.id, now)) >= kFieldKeysMax)
      return fail(Error{.code = ErrorCode::kTooManyTries,
                        .detail = "too many field keys",
                        .retry_after = std::chrono::hours(1)});
    TRY(keys.insert(key));
    TRY(record(ports, transaction, by, AuditAction::kRegisterFieldKey, key.id.text()));
    return key;
  });
}

Result<std::optional<FieldMark>> read_mark(const SignedCapture& capture, Date seen_on, Date today) {
  if (capture.is_absent()) return std::nullopt;
  FieldReader reader(today);
  auto key = FieldKeyId::parse(capture.key);
  if (!key) reader.refuse("field_key", "VALUE");
  if (capture.sequence.empty()) reader.refuse("field_sequence", "REQUIRED");
  const auto sequence = reader.number("field_sequence", capture.sequence, 0, kFieldSequenceMax, 0);
  const auto captured_at = time_from(capture.captured_at);
  if (!captured_at) reader.refuse("field_captured_at", "VALUE");
  auto signature = from_hex(capture.signature);
  if (!signature || signature->size() != crypto::kSignatureBytes) reader.refuse("field_signature", "VALUE");
  if (captured_at && china_date(*captured_at) != seen_on) reader.refuse("seen_on", "VALUE");
  if (reader.has_faults()) return reader.error();
  return FieldMark{.key = std::move(*key),
                   .sequence = *sequence,
                   .captured_at = *captured_at,
                   .signature = std::move(*signature)};
}

Result<void> check_mark(Ports& ports, Transaction& transaction, const Operator& by,
                        const AssistedProof& proof, ByteView jpeg, const std::optional<FieldMark>& mark) {
  const Time now = ports.clock.now();
  if (!mark) {
    if (must_be_signed(by.role, proof.way, proof.seen_on, china_date(now)))
      return fail(ErrorCode::kFieldUnsigned);
    return {};
  }
  const auto key = TRY(transaction.field_keys().find(mark->key));
  if (!key) return fail(ErrorCode::kFieldKey, "no such key");
  // Whoever has no right to the key learns nothing of what it signed.
  const auto fault = field_fault(*key, by.id, mark->captured_at, now);
  if (fault == FieldFault::kKey) return fail(ErrorCode::kFieldKey, "another operator's, or revoked");
  const auto statement = field_statement(*mark, proof.person, proof.way, to_hex(crypto::sha256(jpeg)));
  if (!crypto::verify_p256(key->public_key, as_bytes(statement), mark->signature))
    return fail(ErrorCode::kFieldSignature);
  if (fault) return fail(code_of(*fault));
  if (TRY(transaction.field_keys().is_used(mark->key, mark->sequence))) return fail(ErrorCode::kFieldUsed);
  return {};
}

Result<std::optional<FieldMarkView>> view_mark(Transaction& transaction, const AssistedProofId& proof) {
  auto mark = TRY(transaction.field_keys().mark_of(proof));
  if (!mark) return std::nullopt;
  const auto key = TRY(transaction.field_keys().find(mark->key));
  if (!key) return fail(ErrorCode::kInternal, "a mark of no key");
  return FieldMarkView{.mark = std::move(*mark),
                       .key_print = to_hex(crypto::sha256(key->public_key)).substr(0, 8),
                       .key_issued_at = key->issued_at};
}

}  // namespace jianzai::app
