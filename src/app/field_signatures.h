// Keys of phones that take pictures in the field, and what was signed with them: a picture that waited on a
// phone counts only as the one that was taken there, of that person and at that time.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

// Registers the public half of a key that the operator's browser made, from now on for kFieldKeyValid; the
// same again gives it as it is. `public_key`: 130 hexadecimal digits (04 x y, P-256). Errors: kInvalidFields
// (public_key VALUE); kIdempotencyConflict for a key of somebody else; kTooManyTries above kFieldKeysMax.
[[nodiscard]] Result<FieldKey> register_field_key(Ports& ports, const Operator& by,
                                                  std::string_view public_key);

// What came with a proof of the field, as text.
struct SignedCapture {
  std::string key;
  std::string sequence;
  std::string captured_at;  // ms since 1970
  std::string signature;    // 128 hexadecimal digits

  [[nodiscard]] bool is_absent() const {
    return key.empty() && sequence.empty() && captured_at.empty() && signature.empty();
  }
};

// The mark that the texts stand for; nothing without any. Errors: kInvalidFields: one that cannot be read, or
// another day in China than `seen_on` (seen_on VALUE).
[[nodiscard]] Result<std::optional<FieldMark>> read_mark(const SignedCapture& capture, Date seen_on,
                                                         Date today);

// Whether a proof that is new may be kept with this mark. Errors: kFieldUnsigned for one that needs a mark
// (must_be_signed); kFieldKey, kFieldSignature, kFieldTime, kFieldLate, kFieldUsed.
[[nodiscard]] Result<void> check_mark(Ports& ports, Transaction& transaction, const Operator& by,
                                      const AssistedProof& proof, ByteView jpeg,
                                      const std::optional<FieldMark>& mark);

// What a reviewer sees of a mark.
struct FieldMarkView {
  FieldMark mark;
  std::string key_print;  // the first 8 hexadecimal digits of the public key's SHA-256
  Time key_issued_at;
};
[[nodiscard]] Result<std::optional<FieldMarkView>> view_mark(Transaction& transaction,
                                                             const AssistedProofId& proof);

}  // namespace jianzai::app
