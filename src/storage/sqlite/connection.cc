#include "storage/sqlite/connection.h"

#include <sqlite3.h>

#include "storage/migrations.h"

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

void SqliteConnection::Closing::operator()(sqlite3* database) const { sqlite3_close_v2(database); }
void SqliteConnection::Closing::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

tl::unexpected<Error> SqliteConnection::error() const {
  const char* message = sqlite3_errmsg(database_.get());
  switch (sqlite3_extended_errcode(database_.get())) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
      return rolled_back(message);
    case SQLITE_BUSY:
      return fail(ErrorCode::kUnavailable, message);
    default:
      return fail(ErrorCode::kDatabase, message);
  }
}

Result<std::unique_ptr<Connection>> SqliteConnection::open(const std::filesystem::path& file, Access access) {
  const int flags =
      (access == Access::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) |
      SQLITE_OPEN_NOMUTEX;
  sqlite3* database = nullptr;
  const int status = sqlite3_open_v2(file.c_str(), &database, flags, nullptr);
  auto connection = std::unique_ptr<SqliteConnection>(new SqliteConnection(database));
  if (status != SQLITE_OK) {
    return fail(ErrorCode::kDatabase, file.string() + ": " + sqlite3_errstr(status));
  }
  sqlite3_busy_timeout(database, kBusyTimeout_ms);
  TRY(connection->run_script("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"));
  if (access == Access::kReadWrite) {
    TRY(connection->run_script(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
        // Keyed look-ups put each new person at a random place of three indexes: with SQLite's usual 2 MB a
        // roster of a million reads and writes the same pages again and again. In KiB.
        "PRAGMA cache_size = -131072;"));
  }
  return connection;
}

Result<sqlite3_stmt*> SqliteConnection::prepared(std::string_view sql) {
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

Result<SqliteConnection::Outcome> SqliteConnection::run(std::string_view sql, std::span<const Value> values) {
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
  Outcome outcome;
  for (;;) {
    const int status = sqlite3_step(statement);
    if (status == SQLITE_DONE) break;
    if (status != SQLITE_ROW) return error();
    std::vector<Value> columns;
    const int count = sqlite3_column_count(statement);
    columns.reserve(static_cast<std::size_t>(count));
    for (int column = 0; column < count; ++column) columns.push_back(column_value(statement, column));
    outcome.rows.emplace_back(std::move(columns));
  }
  outcome.changed = sqlite3_changes(database_.get());
  return outcome;
}

Result<void> SqliteConnection::run_script(std::string_view sql) {
  if (sqlite3_exec(database_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return error();
  }
  return {};
}

// IMMEDIATE: a transaction that first reads and then writes would fail when another one wrote in between.
std::string_view SqliteConnection::begin_sql(Purpose purpose) const {
  return purpose == Purpose::kRead ? "BEGIN" : "BEGIN IMMEDIATE";
}

Result<int> SqliteConnection::schema_version() {
  const auto row = TRY(find("PRAGMA user_version"));
  if (!row) return fail(ErrorCode::kDatabase, "no user_version");
  return static_cast<int>(TRY(row->integer(0)));
}

Result<void> SqliteConnection::apply(const Migration& migration) {
  TRY(run_script(migration.sql));
  return run_script("PRAGMA user_version = " + std::to_string(migration.number));
}

}  // namespace jianzai::storage
