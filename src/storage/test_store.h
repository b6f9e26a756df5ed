// For tests: a database in a folder of its own that goes with it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "crypto/vault.h"
#include "storage/sqlite_store.h"

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

class TemporaryStore {
 public:
  TemporaryStore() : vault_(crypto::Vault::ephemeral(random_)) { reopen(); }

  // As after a restart.
  void reopen() {
    store_.reset();
    auto opened = SqliteStore::open(file(), vault_, 4);
    if (!opened) std::abort();
    store_ = std::move(*opened);
  }

  [[nodiscard]] app::Store& operator*() { return *store_; }
  [[nodiscard]] app::Store* operator->() { return store_.get(); }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "jianzai.db"; }

 private:
  TemporaryFolder folder_;
  SystemRandom random_;
  crypto::Vault vault_;
  std::unique_ptr<SqliteStore> store_;
};

}  // namespace jianzai::storage::testing
