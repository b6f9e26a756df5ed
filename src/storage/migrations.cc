#include "storage/migrations.h"

#include "base/log.h"

namespace jianzai::storage {
namespace {

// Whether it was still to be done: of two processes that start together only one does it.
Result<bool> apply(Connection& connection, const Migration& migration) {
  TRY(connection.begin(Purpose::kMigrate));
  const auto step = [&]() -> Result<bool> {
    if (TRY(connection.schema_version()) >= migration.number) return false;
    TRY(connection.apply(migration));
    return true;
  };
  auto done = step();
  if (!done) {
    connection.rollback();
    return fail(ErrorCode::kDatabase, std::string(migration.name) + ": " + done.error().detail);
  }
  TRY(connection.commit());
  return done;
}

}  // namespace

Result<void> migrate(Connection& connection, std::span<const Migration> migrations) {
  const int version = TRY(connection.schema_version());
  const int newest = migrations.empty() ? 0 : migrations.back().number;
  if (version > newest) {
    return fail(ErrorCode::kDatabase, "the database has schema " + std::to_string(version) +
                                          ", this program knows up to " + std::to_string(newest) +
                                          ": install the newer program");
  }
  for (const Migration& migration : migrations) {
    if (migration.number <= version) continue;
    if (TRY(apply(connection, migration))) log::info("migrated", {{"migration", migration.name}});
  }
  return {};
}

}  // namespace jianzai::storage
