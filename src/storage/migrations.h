#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "storage/connection.h"

namespace jianzai::storage {

// One numbered file of migrations/, compiled into the program.
struct Migration {
  int number;
  std::string_view name;
  std::string_view sql;  // SQLite's; postgres/schema.h reads it for PostgreSQL
};

// Ascending, without a gap. Defined in a file that CMake writes from the .sql files.
[[nodiscard]] std::span<const Migration> all_migrations();

// Brings the database to the newest schema, each step in a transaction of its own. Only forward.
// Errors: kDatabase; also when the database is newer than this program.
[[nodiscard]] Result<void> migrate(Connection& connection, std::span<const Migration> migrations);

}  // namespace jianzai::storage
