// One connection to SQLite: prepared statements, values in and out, errors as Result. Knows nothing of the
// business.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace jianzai::storage {

// What goes in and comes out of a column; monostate is NULL.
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;

[[nodiscard]] inline Value to_value(Time at) { return to_unix_ms(at); }
[[nodiscard]] inline Value to_value(Date day) { return to_iso(day); }
[[nodiscard]] inline Value to_value(std::string_view text) { return std::string(text); }
[[nodiscard]] inline Value to_value(double number) { return number; }
template <class T>
[[nodiscard]] Value to_value(const std::optional<T>& value) {
  return value ? to_value(*value) : Value{};
}

// A row of a result. Every reader fails with kDatabase when the column holds something else: rows are written
// by this program only, so that is damage and not input.
class Row {
 public:
  explicit Row(std::vector<Value> values) : values_(std::move(values)) {}

  [[nodiscard]] bool is_null(std::size_t column) const;
  [[nodiscard]] Result<std::int64_t> integer(std::size_t column) const;
  [[nodiscard]] Result<std::string> text(std::size_t column) const;
  [[nodiscard]] Result<Bytes> bytes(std::size_t column) const;
  [[nodiscard]] Result<Time> time(std::size_t column) const;
  [[nodiscard]] Result<Date> date(std::size_t column) const;
  [[nodiscard]] Result<std::optional<double>> optional_real(std::size_t column) const;
  [[nodiscard]] Result<std::optional<Time>> optional_time(std::size_t column) const;
  [[nodiscard]] Result<std::optional<Date>> optional_date(std::size_t column) const;

  // An Id of the kind wanted.
  template <class T>
  [[nodiscard]] Result<T> id(std::size_t column) const {
    auto parsed = T::parse(TRY(text(column)));
    if (!parsed) return damaged(column);
    return std::move(*parsed);
  }
  // A value that is stored by its name, read by one of the domain's `..._from` functions.
  template <class T>
  [[nodiscard]] Result<T> named(std::size_t column, std::optional<T> (*parse)(std::string_view)) const {
    const auto parsed = parse(TRY(text(column)));
    if (!parsed) return damaged(column);
    return *parsed;
  }
  [[nodiscard]] static tl::unexpected<Error> damaged(std::size_t column);

 private:
  std::vector<Value> values_;
};

// Not thread-safe: one thread at a time.
class Connection {
 public:
  enum class Access { kReadOnly, kReadWrite };

  // WAL, synchronous=FULL: a commit is on the disk when it returns. Errors: kDatabase.
  [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const std::filesystem::path& file,
                                                                Access access);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // All rows. `sql`: one statement with $1, $2, ... Statements are prepared once and kept.
  // Errors: kDatabase.
  [[nodiscard]] Result<std::vector<Row>> query(std::string_view sql,
                                               std::initializer_list<Value> values = {});
  // The row, or nothing. For statements that give one at the most.
  [[nodiscard]] Result<std::optional<Row>> find(std::string_view sql,
                                                std::initializer_list<Value> values = {});
  // How many rows were changed.
  [[nodiscard]] Result<int> execute(std::string_view sql, std::initializer_list<Value> values = {});
  // Several statements without values; for migrations.
  [[nodiscard]] Result<void> run_script(std::string_view sql);

 private:
  struct Closing {
    void operator()(sqlite3* database) const;
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Closing>;

  explicit Connection(sqlite3* database) : database_(database) {}
  [[nodiscard]] Result<sqlite3_stmt*> prepared(std::string_view sql);
  [[nodiscard]] tl::unexpected<Error> error() const;

  std::unique_ptr<sqlite3, Closing> database_;
  std::map<std::string, Statement, std::less<>> statements_;
};

}  // namespace jianzai::storage
