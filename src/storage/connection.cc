#include "storage/connection.h"

#include <sqlite3.h>

namespace jianzai::storage {
namespace {

constexpr int kBusyTimeout_ms = 10'000;

int bind(sqlite3_stmt* statement, int position, const Value& value) {
  struct Binder {
    sqlite3_stmt* statement;
    int position;
    int operator()(std::monostate) const { return sqlite3_bind_null(statement, position); }
    int operator()(std::int64_t number) const { return sqlite3_bind_int64(statement, position, number); }
    int operator()(double number) const { return sqlite3_bind_double(statement, position, number); }
    int operator()(const std::string& text) const {
      return sqlite3_bind_text64(statement, position, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    int operator()(const Bytes& bytes) const {
      // A null pointer would bind NULL, and an empty vector may have one.
      return sqlite3_bind_blob64(statement, position,
                                 bytes.empty() ? "" : static_cast<const void*>(bytes.data()), bytes.size(),
                                 SQLITE_STATIC);
    }
  };
  return std::visit(Binder{statement, position}, value);
}

Value column_value(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      return std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, column));
      return Bytes(bytes, bytes + sqlite3_column_bytes(statement, column));
    }
    default:
      return {};
  }
}

// Leaves the statement ready for the next use whatever happened.
struct Resetting {
  sqlite3_stmt* statement;
  ~Resetting() {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
  }
};

}  // namespace

// ---------------------------------------------------------------------------------------------------- rows

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

void Connection::Closing::operator()(sqlite3* database) const { sqlite3_close_v2(database); }
void Connection::Closing::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Connection::~Connection() = default;

tl::unexpected<Error> Connection::error() const {
  return fail(ErrorCode::kDatabase, sqlite3_errmsg(database_.get()));
}

Result<std::unique_ptr<Connection>> Connection::open(const std::filesystem::path& file, Access access) {
  const int flags =
      (access == Access::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) |
      SQLITE_OPEN_NOMUTEX;
  sqlite3* database = nullptr;
  const int status = sqlite3_open_v2(file.c_str(), &database, flags, nullptr);
  auto connection = std::unique_ptr<Connection>(new Connection(database));
  if (status != SQLITE_OK) {
    return fail(ErrorCode::kDatabase, file.string() + ": " + sqlite3_errstr(status));
  }
  sqlite3_busy_timeout(database, kBusyTimeout_ms);
  TRY(connection->run_script("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"));
  if (access == Access::kReadWrite) {
    TRY(connection->run_script(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"));
  }
  return connection;
}

Result<sqlite3_stmt*> Connection::prepared(std::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) return found->second.get();
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &statement, nullptr) != SQLITE_OK) {
    return error();
  }
  statements_.emplace(sql, Statement(statement));
  return statement;
}

Result<std::vector<Row>> Connection::query(std::string_view sql, std::initializer_list<Value> values) {
  sqlite3_stmt* statement = TRY(prepared(sql));
  const Resetting resetting{statement};
  int number = 0;
  for (const Value& value : values) {
    // SQLite numbers $n by first appearance, not by n.
    const std::string name = "$" + std::to_string(++number);
    const int position = sqlite3_bind_parameter_index(statement, name.c_str());
    if (position == 0) return fail(ErrorCode::kInternal, "the statement has no " + name);
    if (bind(statement, position, value) != SQLITE_OK) return error();
  }
  std::vector<Row> rows;
  for (;;) {
    const int status = sqlite3_step(statement);
    if (status == SQLITE_DONE) return rows;
    if (status != SQLITE_ROW) return error();
    std::vector<Value> columns;
    const int count = sqlite3_column_count(statement);
    columns.reserve(static_cast<std::size_t>(count));
    for (int column = 0; column < count; ++column) columns.push_back(column_value(statement, column));
    rows.emplace_back(std::move(columns));
  }
}

Result<std::optional<Row>> Connection::find(std::string_view sql, std::initializer_list<Value> values) {
  auto rows = TRY(query(sql, values));
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

Result<int> Connection::execute(std::string_view sql, std::initializer_list<Value> values) {
  TRY(query(sql, values));
  return sqlite3_changes(database_.get());
}

Result<void> Connection::run_script(std::string_view sql) {
  if (sqlite3_exec(database_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return error();
  }
  return {};
}

}  // namespace jianzai::storage
