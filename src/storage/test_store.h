// For tests: a database of their own that goes with them.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "crypto/vault.h"
#include "storage/postgres/connection.h"
#include "storage/sqlite/connection.h"
#include "storage/store.h"

namespace jianzai::storage::testing {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "jianzai-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Where tests find PostgreSQL: the file that JIANZAI_TEST_DATABASE names holds one line, the description of a
// server that runs, or `#` and why there is none (scripts/postgres.sh).
[[nodiscard]] inline std::string postgres_line() {
  const char* file = std::getenv("JIANZAI_TEST_DATABASE");
  if (file == nullptr) return "# JIANZAI_TEST_DATABASE is not set; ctest sets it";
  std::ifstream stream(file);
  std::string line;
  if (!std::getline(stream, line) || line.empty()) return std::string("# there is no ") + file;
  return line;
}

enum class Engine { kSqlite, kPostgres };

// Why tests of this engine cannot run here; nothing where they can.
[[nodiscard]] inline std::string missing(Engine engine) {
  const std::string line = postgres_line();
  return engine == Engine::kPostgres && line.starts_with('#') ? line.substr(2) : "";
}

// PostgreSQL where JIANZAI_TEST_DATABASE is set, for tests that run on either.
[[nodiscard]] inline Engine engine_of_environment() {
  return std::getenv("JIANZAI_TEST_DATABASE") == nullptr ? Engine::kSqlite : Engine::kPostgres;
}

// Runs each test on both engines: INSTANTIATE_TEST_SUITE_P(, Suite, kBoth, name_of).
class OnBoth : public ::testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    if (const auto why = missing(GetParam()); !why.empty()) GTEST_SKIP() << why;
  }
};
inline const auto kBoth = ::testing::Values(Engine::kSqlite, Engine::kPostgres);
inline std::string name_of(const ::testing::TestParamInfo<Engine>& info) {
  return info.param == Engine::kSqlite ? "sqlite" : "postgres";
}

// A file, or a schema of the test server, which goes with it. Where there is no server, a file: the test is
// skipped.
class TemporaryDatabase {
 public:
  explicit TemporaryDatabase(Engine engine) : database_(SqliteFile{folder_.path() / "jianzai.db"}) {
    if (engine == Engine::kSqlite || !missing(engine).empty()) return;
    name_ = folder_.path().filename();
    database_ = PostgresServer{postgres_line() + " application_name=" + name_ +
                               " options='-c search_path=\"" + name_ + "\"'"};
    run("CREATE SCHEMA \"" + name_ + "\"");
  }

  [[nodiscard]] const Database& database() const { return database_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

  [[nodiscard]] std::unique_ptr<Connection> connect() const {
    auto opened = std::holds_alternative<PostgresServer>(database_)
                      ? PostgresConnection::open(std::get<PostgresServer>(database_).description)
                      : SqliteConnection::open(std::get<SqliteFile>(database_).path,
                                               SqliteConnection::Access::kReadWrite);
    if (!opened) std::abort();
    return std::move(*opened);
  }
  void run(std::string_view sql) const {
    if (!connect()->run_script(sql)) std::abort();
  }
  // Ends the server's side of every connection to this database.
  void break_connections() const {
    run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = '" +
        name_ + "' AND pid <> pg_backend_pid()");
  }

 private:
  TemporaryFolder folder_;
  std::string name_;  // of the schema
  Database database_;
};

// Each test on an empty database of both engines, with a connection to it.
class ConnectedOnBoth : public OnBoth {
 protected:
  TemporaryDatabase database_{GetParam()};
  std::unique_ptr<Connection> connection_ = database_.connect();
};

class TemporaryStore {
 public:
  explicit TemporaryStore(Engine engine = engine_of_environment())
      : database_(engine), vault_(crypto::Vault::ephemeral(random_)) {
    reopen();
  }

  // As after a restart.
  void reopen() {
    store_.reset();
    auto opened = SqlStore::open(database_.database(), vault_, 4);
    if (!opened) std::abort();
    store_ = std::move(*opened);
  }

  [[nodiscard]] app::Store& operator*() { return *store_; }
  [[nodiscard]] app::Store* operator->() { return store_.get(); }
  [[nodiscard]] const TemporaryDatabase& database() const { return database_; }
  [[nodiscard]] const crypto::Vault& vault() const { return vault_; }

 private:
  TemporaryDatabase database_;
  SystemRandom random_;
  crypto::Vault vault_;
  std::unique_ptr<SqlStore> store_;
};

}  // namespace jianzai::storage::testing
