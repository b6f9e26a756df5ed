// A connection to a database, whichever it is: statements, values in and out, transactions, errors as Result.
// Knows nothing of the business. The drivers are in sqlite/ and postgres/.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

namespace jianzai::storage {

struct Migration;

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

  [[nodiscard]] std::size_t size() const { return values_.size(); }
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

// What a transaction is for.
enum class Purpose {
  kRead,        // sees one state of the database, whatever is written beside it
  kWrite,       // as if no other ran at the same time, or rolled back
  kWriteAlone,  // no other writes until it ends
  kMigrate,     // one at a time, in all processes together
};

// One connection to a database: prepared statements, values in and out, transactions. Not thread-safe: one
// thread at a time. Errors of all: kRolledBack where another transaction came between, has taken the key that
// is inserted, or the connection broke before the commit; kUnavailable where the database does not answer in
// time; kDatabase.
class Connection {
 public:
  Connection() = default;
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // All rows. `sql`: one statement with $1, $2, ... Statements are prepared once and kept.
  [[nodiscard]] Result<std::vector<Row>> query(std::string_view sql,
                                               std::initializer_list<Value> values = {});
  // The row, or nothing. For statements that give one at the most.
  [[nodiscard]] Result<std::optional<Row>> find(std::string_view sql,
                                                std::initializer_list<Value> values = {});
  // How many rows were changed.
  [[nodiscard]] Result<int> execute(std::string_view sql, std::initializer_list<Value> values = {});
  // Several statements without values.
  [[nodiscard]] virtual Result<void> run_script(std::string_view sql) = 0;

  [[nodiscard]] Result<void> begin(Purpose purpose);
  // Durable when it returns without error. After a failed statement nothing can be committed.
  [[nodiscard]] Result<void> commit();
  void rollback();

  // The number of the last migration; 0 for an empty database.
  [[nodiscard]] virtual Result<int> schema_version() = 0;
  // Within a transaction.
  [[nodiscard]] virtual Result<void> apply(const Migration& migration) = 0;
  // Whether it is of any use after the last error.
  [[nodiscard]] virtual bool is_alive() const { return true; }

 protected:
  struct Outcome {
    std::vector<Row> rows;
    int changed = 0;
  };
  [[nodiscard]] virtual Result<Outcome> run(std::string_view sql, std::span<const Value> values) = 0;
  [[nodiscard]] virtual std::string_view begin_sql(Purpose purpose) const = 0;
  [[nodiscard]] virtual Result<void> run_commit() { return run_script("COMMIT"); }
  // kRolledBack.
  [[nodiscard]] static tl::unexpected<Error> rolled_back(std::string detail);

 private:
  [[nodiscard]] Result<Outcome> run_noting(std::string_view sql, std::initializer_list<Value> values);

  std::optional<Error> first_error_;  // of the running transaction
};

}  // namespace jianzai::storage
