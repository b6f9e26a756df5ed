#include "storage/store.h"

#include "base/limits.h"
#include "base/log.h"
#include "storage/migrations.h"
#include "storage/postgres/connection.h"
#include "storage/sqlite/connection.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

using Access = SqliteConnection::Access;

Result<std::unique_ptr<Connection>> open_writable(const Database& database) {
  if (const auto* file = std::get_if<SqliteFile>(&database)) {
    return SqliteConnection::open(file->path, Access::kReadWrite);
  }
  return PostgresConnection::open(std::get<PostgresServer>(database).description);
}

}  // namespace

class SqlStore::SqlTransaction final : public app::Transaction {
 public:
  SqlTransaction(Pool& pool, std::unique_ptr<Connection> connection, const crypto::Vault& vault)
      : pool_(pool), connection_(std::move(connection)), context_{*connection_, vault} {}

  ~SqlTransaction() override {
    if (!ended_) connection_->rollback();
    pool_.put(std::move(connection_));
  }
  SqlTransaction(const SqlTransaction&) = delete;
  SqlTransaction& operator=(const SqlTransaction&) = delete;

  app::AgencyTable& agencies() override { return agencies_; }
  app::RegionTable& regions() override { return regions_; }
  app::ServiceTable& service() override { return service_; }
  app::EmployerTable& employers() override { return employers_; }
  app::AccountTable& accounts() override { return accounts_; }
  app::OperatorTable& operators() override { return operators_; }
  app::LoginTryTable& login_tries() override { return login_tries_; }
  app::CodeTable& codes() override { return codes_; }
  app::NoticeTable& notices() override { return notices_; }
  app::SessionTable& sessions() override { return sessions_; }
  app::PersonTable& persons() override { return persons_; }
  app::PersonMergeTable& merges() override { return merges_; }
  app::RelativeTable& relatives() override { return relatives_; }
  app::ReferenceTable& references() override { return references_; }
  app::ConsentTable& consents() override { return consents_; }
  app::AttemptTable& attempts() override { return attempts_; }
  app::ReviewTable& reviews() override { return reviews_; }
  app::PlanTable& plans() override { return plans_; }
  app::TaskTable& tasks() override { return tasks_; }
  app::PayrollTable& payroll() override { return payroll_; }
  app::TicketTable& tickets() override { return tickets_; }
  app::PassTable& passes() override { return passes_; }
  app::AssistedProofTable& assisted_proofs() override { return assisted_proofs_; }
  app::FieldKeyTable& field_keys() override { return field_keys_; }
  app::LifeSignTable& life_signs() override { return life_signs_; }
  app::ImportTable& imports() override { return imports_; }
  app::AuditTable& audit() override { return audit_; }
  app::InsightTable& insight() override { return insight_; }

  Result<void> commit() override {
    if (ended_) return fail(ErrorCode::kInternal, "committed twice");
    TRY(connection_->commit());
    ended_ = true;
    return {};
  }

 private:
  Pool& pool_;
  std::unique_ptr<Connection> connection_;
  Context context_;
  bool ended_ = false;
  AgencyTable agencies_{context_};
  RegionTable regions_{context_};
  ServiceTable service_{context_};
  EmployerTable employers_{context_};
  AccountTable accounts_{context_};
  OperatorTable operators_{context_};
  LoginTryTable login_tries_{context_};
  CodeTable codes_{context_};
  NoticeTable notices_{context_};
  SessionTable sessions_{context_};
  PersonTable persons_{context_};
  PersonMergeTable merges_{context_};
  RelativeTable relatives_{context_};
  ReferenceTable references_{context_};
  ConsentTable consents_{context_};
  AttemptTable attempts_{context_};
  ReviewTable reviews_{context_};
  PlanTable plans_{context_};
  TaskTable tasks_{context_};
  PayrollTable payroll_{context_};
  TicketTable tickets_{context_};
  PassTable passes_{context_};
  AssistedProofTable assisted_proofs_{context_};
  FieldKeyTable field_keys_{context_};
  LifeSignTable life_signs_{context_};
  ImportTable imports_{context_};
  AuditTable audit_{context_};
  InsightTable insight_{context_};
};

SqlStore::Pool::Pool(Opening open, std::size_t size, std::unique_ptr<Connection> first)
    : open_(std::move(open)), left_(size) {
  if (first) free_.push_back(std::move(first));
}

Result<std::unique_ptr<Connection>> SqlStore::Pool::take() {
  std::unique_lock lock(mutex_);
  if (!wake_.wait_for(lock, limits::kConnectionWaitMax, [this] { return left_ > 0; })) {
    return fail(ErrorCode::kUnavailable, "no connection to the database was free");
  }
  --left_;
  if (free_.empty()) return nullptr;
  auto connection = std::move(free_.back());
  free_.pop_back();
  return connection;
}

void SqlStore::Pool::put(std::unique_ptr<Connection> connection) {
  {
    const std::lock_guard lock(mutex_);
    ++left_;
    if (connection && connection->is_alive()) free_.push_back(std::move(connection));
  }
  wake_.notify_one();
}

Result<std::unique_ptr<Connection>> SqlStore::Pool::begin(Purpose purpose) {
  auto connection = TRY(take());
  const auto begin = [&]() -> Result<void> {
    if (connection) {
      auto begun = connection->begin(purpose);
      if (connection->is_alive()) return begun;  // else it broke while nobody used it
    }
    connection = TRY(open_());
    return connection->begin(purpose);
  };
  if (auto begun = begin(); !begun) {
    put(nullptr);  // it may be in the middle of a beginning
    return fail(begun.error());
  }
  return connection;
}

Result<bool> exists(const Database& database) {
  if (const auto* file = std::get_if<SqliteFile>(&database)) {
    std::error_code error;
    return std::filesystem::exists(file->path, error);
  }
  return TRY(TRY(open_writable(database))->schema_version()) > 0;
}

Result<std::unique_ptr<SqlStore>> SqlStore::open(const Database& database, const crypto::Vault& vault,
                                                 std::size_t connections) {
  auto first = TRY(open_writable(database));
  TRY(migrate(*first, all_migrations()));
  const auto* file = std::get_if<SqliteFile>(&database);
  const Opening writable = [database] { return open_writable(database); };
  auto writers = std::make_shared<Pool>(writable, file != nullptr ? 1 : connections, std::move(first));
  auto readers = writers;
  if (file != nullptr) {
    readers = std::make_shared<Pool>(
        [path = file->path] { return SqliteConnection::open(path, Access::kReadOnly); }, connections,
        nullptr);
  }
  const app::DatabaseInfo info{.kind = file != nullptr ? "SQLITE" : "POSTGRES",
                               .migration = all_migrations().back().number};
  return std::unique_ptr<SqlStore>(new SqlStore(vault, std::move(writers), std::move(readers), info));
}

Result<std::unique_ptr<app::Transaction>> SqlStore::begin(Pool& pool, Purpose purpose) {
  return std::make_unique<SqlTransaction>(pool, TRY(pool.begin(purpose)), *vault_);
}

Result<std::unique_ptr<app::Transaction>> SqlStore::begin_read() { return begin(*readers_, Purpose::kRead); }

Result<std::unique_ptr<app::Transaction>> SqlStore::begin_write() {
  return begin(*writers_, Purpose::kWrite);
}

Result<std::unique_ptr<app::Transaction>> SqlStore::begin_write_alone() {
  return begin(*writers_, Purpose::kWriteAlone);
}

Result<void> SqlStore::ping() {
  const auto transaction = TRY(begin_write());
  TRY(transaction->agencies().all());
  return {};
}

}  // namespace jianzai::storage
