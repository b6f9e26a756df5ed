#include "storage/connection.h"

#include "base/log.h"

namespace jianzai::storage {
namespace {

constexpr std::chrono::seconds kRetryAfter{1};

}  // namespace

tl::unexpected<Error> Row::damaged(std::size_t column) {
  return fail(ErrorCode::kDatabase, "column " + std::to_string(column) + " holds something unexpected");
}

bool Row::is_null(std::size_t column) const {
  return column < values_.size() && std::holds_alternative<std::monostate>(values_[column]);
}

Result<std::int64_t> Row::integer(std::size_t column) const {
  const auto* number = column < values_.size() ? std::get_if<std::int64_t>(&values_[column]) : nullptr;
  if (number == nullptr) return damaged(column);
  return *number;
}

Result<std::string> Row::text(std::size_t column) const {
  const auto* text = column < values_.size() ? std::get_if<std::string>(&values_[column]) : nullptr;
  if (text == nullptr) return damaged(column);
  return *text;
}

Result<Bytes> Row::bytes(std::size_t column) const {
  const auto* bytes = column < values_.size() ? std::get_if<Bytes>(&values_[column]) : nullptr;
  if (bytes == nullptr) return damaged(column);
  return *bytes;
}

Result<Time> Row::time(std::size_t column) const { return from_unix_ms(TRY(integer(column))); }

Result<Date> Row::date(std::size_t column) const {
  const auto day = parse_date(TRY(text(column)));
  if (!day) return damaged(column);
  return *day;
}

Result<std::optional<double>> Row::optional_real(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  const auto* number = column < values_.size() ? std::get_if<double>(&values_[column]) : nullptr;
  if (number == nullptr) return damaged(column);
  return *number;
}

Result<std::optional<Time>> Row::optional_time(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return TRY(time(column));
}

Result<std::optional<Date>> Row::optional_date(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return TRY(date(column));
}

// ----------------------------------------------------------------------------------------------------
// connection

Result<Connection::Outcome> Connection::run_noting(std::string_view sql,
                                                   std::initializer_list<Value> values) {
  auto outcome = run(sql, {values.begin(), values.size()});
  if (!outcome && !first_error_) first_error_ = outcome.error();
  return outcome;
}

Result<std::vector<Row>> Connection::query(std::string_view sql, std::initializer_list<Value> values) {
  return std::move(TRY(run_noting(sql, values)).rows);
}

Result<std::optional<Row>> Connection::find(std::string_view sql, std::initializer_list<Value> values) {
  auto rows = TRY(query(sql, values));
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

Result<int> Connection::execute(std::string_view sql, std::initializer_list<Value> values) {
  return TRY(run_noting(sql, values)).changed;
}

tl::unexpected<Error> Connection::rolled_back(std::string detail) {
  return fail(Error{
      .code = ErrorCode::kRolledBack, .detail = std::move(detail), .fields = {}, .retry_after = kRetryAfter});
}

Result<void> Connection::begin(Purpose purpose) {
  first_error_.reset();
  return run_script(begin_sql(purpose));
}

Result<void> Connection::commit() {
  if (first_error_) return fail(*first_error_);
  return run_commit();
}

void Connection::rollback() {
  if (!is_alive()) return;
  if (auto done = run_script("ROLLBACK"); !done) {
    log::error("rollback_failed", {{"detail", done.error().detail}});
  }
}

}  // namespace jianzai::storage
