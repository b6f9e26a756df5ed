#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "storage/connection.h"

struct sqlite3;
struct sqlite3_stmt;

namespace jianzai::storage {

class SqliteConnection final : public Connection {
 public:
  enum class Access { kReadOnly, kReadWrite };

  // WAL, synchronous=FULL: a commit is on the disk when it returns. Errors: kDatabase.
  [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const std::filesystem::path& file,
                                                                Access access);

  Result<void> run_script(std::string_view sql) override;
  Result<int> schema_version() override;
  Result<void> apply(const Migration& migration) override;

 private:
  struct Closing {
    void operator()(sqlite3* database) const;
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Closing>;

  explicit SqliteConnection(sqlite3* database) : database_(database) {}
  Result<Outcome> run(std::string_view sql, std::span<const Value> values) override;
  std::string_view begin_sql(Purpose purpose) const override;
  [[nodiscard]] Result<sqlite3_stmt*> prepared(std::string_view sql);
  [[nodiscard]] tl::unexpected<Error> error() const;

  std::unique_ptr<sqlite3, Closing> database_;
  std::map<std::string, Statement, std::less<>> statements_;
};

}  // namespace jianzai::storage
