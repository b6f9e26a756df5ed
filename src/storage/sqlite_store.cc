#include "storage/sqlite_store.h"

#include "base/log.h"
#include "storage/migrations.h"
#include "storage/tables.h"

namespace jianzai::storage {

class SqliteStore::SqliteTransaction final : public app::Transaction {
 public:
  SqliteTransaction(Pool& pool, std::unique_ptr<Connection> connection, const crypto::Vault& vault)
      : pool_(pool), connection_(std::move(connection)), context_{*connection_, vault} {}

  ~SqliteTransaction() override {
    if (!ended_) {
      if (auto done = connection_->run_script("ROLLBACK"); !done) {
        log::error("rollback_failed", {{"detail", done.error().detail}});
      }
    }
    pool_.put(std::move(connection_));
  }
  SqliteTransaction(const SqliteTransaction&) = delete;
  SqliteTransaction& operator=(const SqliteTransaction&) = delete;

  app::AgencyTable& agencies() override { return agencies_; }
  app::AccountTable& accounts() override { return accounts_; }
  app::OperatorTable& operators() override { return operators_; }
  app::LoginTryTable& login_tries() override { return login_tries_; }
  app::SessionTable& sessions() override { return sessions_; }
  app::PersonTable& persons() override { return persons_; }
  app::ReferenceTable& references() override { return references_; }
  app::ConsentTable& consents() override { return consents_; }
  app::AttemptTable& attempts() override { return attempts_; }
  app::ReviewTable& reviews() override { return reviews_; }

  Result<void> commit() override {
    if (ended_) return fail(ErrorCode::kInternal, "committed twice");
    TRY(connection_->run_script("COMMIT"));
    ended_ = true;
    return {};
  }

 private:
  Pool& pool_;
  std::unique_ptr<Connection> connection_;
  Context context_;
  bool ended_ = false;
  AgencyTable agencies_{context_};
  AccountTable accounts_{context_};
  OperatorTable operators_{context_};
  LoginTryTable login_tries_{context_};
  SessionTable sessions_{context_};
  PersonTable persons_{context_};
  ReferenceTable references_{context_};
  ConsentTable consents_{context_};
  AttemptTable attempts_{context_};
  ReviewTable reviews_{context_};
};

void SqliteStore::Pool::put(std::unique_ptr<Connection> connection) {
  {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(connection));
  }
  wake_.notify_one();
}

std::unique_ptr<Connection> SqliteStore::Pool::take() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return !free_.empty(); });
  auto connection = std::move(free_.back());
  free_.pop_back();
  return connection;
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::filesystem::path& file,
                                                       const crypto::Vault& vault, std::size_t readers) {
  auto store = std::unique_ptr<SqliteStore>(new SqliteStore(vault));
  auto writer = TRY(Connection::open(file, Connection::Access::kReadWrite));
  TRY(migrate(*writer, sqlite_migrations()));
  store->writer_.put(std::move(writer));
  for (std::size_t i = 0; i < readers; ++i) {
    store->readers_.put(TRY(Connection::open(file, Connection::Access::kReadOnly)));
  }
  return store;
}

Result<std::unique_ptr<app::Transaction>> SqliteStore::begin(Pool& pool, std::string_view how) {
  auto connection = pool.take();
  if (auto begun = connection->run_script(how); !begun) {
    pool.put(std::move(connection));
    return fail(begun.error());
  }
  return std::make_unique<SqliteTransaction>(pool, std::move(connection), *vault_);
}

Result<std::unique_ptr<app::Transaction>> SqliteStore::begin_read() { return begin(readers_, "BEGIN"); }

// IMMEDIATE: a transaction that first reads and then writes would fail when another one wrote in between.
Result<std::unique_ptr<app::Transaction>> SqliteStore::begin_write() {
  return begin(writer_, "BEGIN IMMEDIATE");
}

Result<void> SqliteStore::ping() {
  const auto transaction = TRY(begin_write());
  TRY(transaction->agencies().all());
  return {};
}

}  // namespace jianzai::storage
