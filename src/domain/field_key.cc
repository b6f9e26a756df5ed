#include "domain/field_key.h"

#include <fmt/format.h>

namespace jianzai {

std::string field_statement(const FieldMark& mark, const PersonId& person, AssistedWay way,
                            std::string_view jpeg_sha256) {
  return fmt::format("JIANZAI-FIELD1|{}|{}|{}|{}|{}|{}", mark.key.text(), person.text(), to_text(way),
                     mark.sequence, to_unix_ms(mark.captured_at), jpeg_sha256);
}

std::optional<FieldFault> field_fault(const FieldKey& key, const OperatorId& by, Time captured_at, Time now) {
  if (key.owner != by || key.revoked_at) return FieldFault::kKey;
  const bool is_in_time = captured_at + kFieldClockSkew >= key.issued_at && captured_at <= key.valid_until &&
                          captured_at <= now + kFieldClockSkew;
  if (!is_in_time) return FieldFault::kTime;
  if (now - captured_at > kFieldUploadMax + kFieldClockSkew) return FieldFault::kLate;
  return std::nullopt;
}

bool must_be_signed(OperatorRole by, AssistedWay way, Date seen_on, Date today) {
  const bool is_outside = by == OperatorRole::kVillageHelper || by == OperatorRole::kEmployer;
  return seen_on < today && (is_outside || way == AssistedWay::kVillage);
}

}  // namespace jianzai
