#include "storage/migrations.h"

#include "base/log.h"

namespace jianzai::storage {
namespace {

Result<std::int64_t> current_version(Connection& connection) {
  const auto row = TRY(connection.find("PRAGMA user_version"));
  if (!row) return fail(ErrorCode::kDatabase, "no user_version");
  return row->integer(0);
}

Result<void> apply(Connection& connection, const Migration& migration) {
  // Under the write lock: of two processes that start together only one applies it.
  TRY(connection.run_script("BEGIN IMMEDIATE"));
  const auto step = [&]() -> Result<void> {
    if (TRY(current_version(connection)) >= migration.number) return {};
    TRY(connection.run_script(migration.sql));
    TRY(connection.run_script("PRAGMA user_version = " + std::to_string(migration.number)));
    return {};
  };
  if (auto done = step(); !done) {
    auto undone = connection.run_script("ROLLBACK");
    if (!undone) log::error("rollback_failed", {{"detail", undone.error().detail}});
    return fail(ErrorCode::kDatabase, std::string(migration.name) + ": " + done.error().detail);
  }
  return connection.run_script("COMMIT");
}

}  // namespace

Result<void> migrate(Connection& connection, std::span<const Migration> migrations) {
  const auto version = TRY(current_version(connection));
  const int newest = migrations.empty() ? 0 : migrations.back().number;
  if (version > newest) {
    return fail(ErrorCode::kDatabase, "the database has schema " + std::to_string(version) +
                                          ", this program knows up to " + std::to_string(newest));
  }
  for (const Migration& migration : migrations) {
    if (migration.number <= version) continue;
    TRY(apply(connection, migration));
    log::info("migrated", {{"migration", migration.name}});
  }
  return {};
}

}  // namespace jianzai::storage
