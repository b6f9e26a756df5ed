#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "app/ports.h"
#include "crypto/vault.h"
#include "storage/connection.h"

namespace jianzai::storage {

// The embedded database: one file.
struct SqliteFile {
  std::filesystem::path path;
};

// PostgreSQL 15 or later: the connection as libpq describes it, without a password.
struct PostgresServer {
  std::string description;
};

using Database = std::variant<SqliteFile, PostgresServer>;

// Whether the file or the first table is there. Errors: kUnavailable, kDatabase.
[[nodiscard]] Result<bool> exists(const Database& database);

// app::Store over either database. Thread-safe; begin_* waits for its turn. Embedded, one transaction writes
// beside the readers, in all processes together, and a commit of one attempt's decision costs 0.2 ms on a
// local disk. On PostgreSQL all write at the same time, on as many servers as there are.
class SqlStore final : public app::Store {
 public:
  // Makes what is missing and brings it to the newest schema. `vault` outlives the store. `connections`: one
  // for each thread that asks. Errors: kUnavailable, kDatabase.
  [[nodiscard]] static Result<std::unique_ptr<SqlStore>> open(const Database& database,
                                                              const crypto::Vault& vault,
                                                              std::size_t connections);

  Result<std::unique_ptr<app::Transaction>> begin_read() override;
  Result<std::unique_ptr<app::Transaction>> begin_write() override;
  Result<std::unique_ptr<app::Transaction>> begin_write_alone() override;
  Result<void> ping() override;
  app::DatabaseInfo info() const override { return info_; }

 private:
  class SqlTransaction;
  using Opening = std::function<Result<std::unique_ptr<Connection>>()>;
  // Opens connections when they are needed and keeps them; those that broke are replaced.
  class Pool {
   public:
    // Hands out `size` at a time; `first` is one of them, if there is one.
    Pool(Opening open, std::size_t size, std::unique_ptr<Connection> first);
    // A connection whose transaction has begun. Errors: kUnavailable when none was put back in time.
    [[nodiscard]] Result<std::unique_ptr<Connection>> begin(Purpose purpose);
    // Nothing, where it was lost.
    void put(std::unique_ptr<Connection> connection);

   private:
    [[nodiscard]] Result<std::unique_ptr<Connection>> take();

    Opening open_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::size_t left_;                               // how many more may be handed out
    std::vector<std::unique_ptr<Connection>> free_;  // at most `left_`
  };

  SqlStore(const crypto::Vault& vault, std::shared_ptr<Pool> writers, std::shared_ptr<Pool> readers,
           app::DatabaseInfo info)
      : vault_(&vault), writers_(std::move(writers)), readers_(std::move(readers)), info_(info) {}
  [[nodiscard]] Result<std::unique_ptr<app::Transaction>> begin(Pool& pool, Purpose purpose);

  const crypto::Vault* vault_;
  // One pool on PostgreSQL. Embedded, the writer closes last, so that a clean end leaves everything in the
  // one file: readers cannot bring the WAL in.
  std::shared_ptr<Pool> writers_;
  std::shared_ptr<Pool> readers_;
  app::DatabaseInfo info_;
};

}  // namespace jianzai::storage
