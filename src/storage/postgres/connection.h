#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "storage/connection.h"

struct pg_conn;
struct pg_result;

namespace jianzai::storage {

class PostgresConnection final : public Connection {
 public:
  // `description`: as libpq reads it, without a password: that comes from PGPASSWORD or a passfile. Errors:
  // kUnavailable with what to do when the server is not reached, too old or cannot be written.
  [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const std::string& description);

  Result<void> run_script(std::string_view sql) override;
  Result<int> schema_version() override;
  Result<void> apply(const Migration& migration) override;
  bool is_alive() const override;

 private:
  struct Closing {
    void operator()(pg_conn* connection) const;
    void operator()(pg_result* result) const;
  };
  using Answer = std::unique_ptr<pg_result, Closing>;

  explicit PostgresConnection(pg_conn* connection) : connection_(connection) {}
  Result<Outcome> run(std::string_view sql, std::span<const Value> values) override;
  std::string_view begin_sql(Purpose purpose) const override;
  Result<void> run_commit() override;
  // The name of the prepared statement.
  [[nodiscard]] Result<std::string> prepared(std::string_view sql, std::span<const unsigned> types);
  // Errors: those of Connection.
  [[nodiscard]] Result<Answer> check(pg_result* answer);

  std::unique_ptr<pg_conn, Closing> connection_;
  std::map<std::string, std::string, std::less<>> statements_;  // by SQL and types
  bool is_lost_ = false;
};

}  // namespace jianzai::storage
