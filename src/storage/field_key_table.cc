#include "storage/tables.h"

namespace jianzai::storage {
namespace {

#define JIANZAI_FIELD_KEY_COLUMNS \
  "SELECT id, owner, public_key, issued_at, valid_until, revoked_at FROM field_keys "

Result<Bytes> hex_of(const Row& row, std::size_t column) {
  auto bytes = from_hex(TRY(row.text(column)));
  if (!bytes) return Row::damaged(column);
  return std::move(*bytes);
}

Result<std::optional<FieldKey>> key_or_nothing(Result<std::optional<Row>> found) {
  const auto row = TRY(std::move(found));
  if (!row) return std::nullopt;
  auto id = TRY(row->id<FieldKeyId>(0));
  auto owner = TRY(row->id<OperatorId>(1));
  auto public_key = TRY(hex_of(*row, 2));
  const auto issued_at = TRY(row->time(3));
  const auto valid_until = TRY(row->time(4));
  const auto revoked_at = TRY(row->optional_time(5));
  return FieldKey{.id = std::move(id),
                  .owner = std::move(owner),
                  .public_key = std::move(public_key),
                  .issued_at = issued_at,
                  .valid_until = valid_until,
                  .revoked_at = revoked_at};
}

}  // namespace

Result<void> FieldKeyTable::insert(const FieldKey& key) {
  TRY(context_.sql.execute(
      "INSERT INTO field_keys (id, owner, public_key, issued_at, valid_until, revoked_at) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      {key.id.text(), key.owner.text(), to_hex(key.public_key), to_value(key.issued_at),
       to_value(key.valid_until), to_value(key.revoked_at)}));
  return {};
}

Result<std::optional<FieldKey>> FieldKeyTable::find(const FieldKeyId& id) {
  return key_or_nothing(context_.sql.find(JIANZAI_FIELD_KEY_COLUMNS "WHERE id = $1", {id.text()}));
}

Result<std::optional<FieldKey>> FieldKeyTable::find_by_public_key(ByteView public_key) {
  return key_or_nothing(
      context_.sql.find(JIANZAI_FIELD_KEY_COLUMNS "WHERE public_key = $1", {to_hex(public_key)}));
}

Result<std::int64_t> FieldKeyTable::count_valid(const OperatorId& owner, Time now) {
  const auto row = TRY(context_.sql.find(
      "SELECT count(*) FROM field_keys WHERE owner = $1 AND revoked_at IS NULL AND valid_until >= $2",
      {owner.text(), to_value(now)}));
  return row->integer(0);
}

Result<void> FieldKeyTable::revoke_all(const OperatorId& owner, Time now) {
  TRY(context_.sql.execute("UPDATE field_keys SET revoked_at = $2 WHERE owner = $1 AND revoked_at IS NULL",
                           {owner.text(), to_value(now)}));
  return {};
}

Result<void> FieldKeyTable::insert_mark(const AssistedProofId& proof, const FieldMark& mark) {
  TRY(
      context_.sql.execute("INSERT INTO field_marks (proof, field_key, sequence, captured_at, signature) "
                           "VALUES ($1, $2, $3, $4, $5)",
                           {proof.text(), mark.key.text(), static_cast<std::int64_t>(mark.sequence),
                            to_value(mark.captured_at), to_hex(mark.signature)}));
  return {};
}

Result<std::optional<FieldMark>> FieldKeyTable::mark_of(const AssistedProofId& proof) {
  const auto row = TRY(context_.sql.find(
      "SELECT field_key, sequence, captured_at, signature FROM field_marks WHERE proof = $1",
      {proof.text()}));
  if (!row) return std::nullopt;
  auto key = TRY(row->id<FieldKeyId>(0));
  const auto sequence = TRY(row->integer(1));
  const auto captured_at = TRY(row->time(2));
  auto signature = TRY(hex_of(*row, 3));
  return FieldMark{.key = std::move(key),
                   .sequence = static_cast<int>(sequence),
                   .captured_at = captured_at,
                   .signature = std::move(signature)};
}

Result<bool> FieldKeyTable::is_used(const FieldKeyId& key, int sequence) {
  const auto row = TRY(context_.sql.find("SELECT 1 FROM field_marks WHERE field_key = $1 AND sequence = $2",
                                         {key.text(), static_cast<std::int64_t>(sequence)}));
  return row.has_value();
}

}  // namespace jianzai::storage
