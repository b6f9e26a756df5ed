#pragma once

#include <memory>

#include "app/ports.h"
#include "crypto/signature.h"
#include "crypto/vault.h"
#include "main/config.h"
#include "print/document_printer.h"
#include "storage/store.h"

namespace jianzai {

// The database and everything that the use cases reach; the engines only where they are asked for.
class Wiring {
 public:
  enum class Engines { kOpen, kLeaveOut };  // of faces and cards

  // Whether there is a database already, which `create` would make. Errors: kDatabase.
  [[nodiscard]] static Result<bool> has_database(const Config& config);
  // Makes the data folder (mode 0700), the keys and the database where they are missing. Errors: kIo,
  // kCrypto, kDatabase.
  [[nodiscard]] static Result<std::unique_ptr<Wiring>> create(const Config& config, Engines engines);

  [[nodiscard]] app::Ports& ports() { return *ports_; }
  // Public keys of both schemes: what was signed before the configuration changed stays genuine.
  [[nodiscard]] const std::vector<Bytes>& receipt_keys() const { return receipt_keys_; }

 private:
  explicit Wiring(const Config& config) : settings_(config.settings) {}

  app::Settings settings_;
  SystemClock clock_;
  SystemRandom random_;
  WorkdayCalendar workdays_ = WorkdayCalendar::with_published_years();
  std::optional<crypto::Vault> vault_;
  std::optional<crypto::SigningKey> receipt_key_;
  std::vector<Bytes> receipt_keys_;
  print::DocumentPrinter printer_;
  std::unique_ptr<storage::SqlStore> store_;
  std::unique_ptr<app::FaceEngine> faces_;
  std::unique_ptr<app::CardReader> cards_;
  std::unique_ptr<app::SmsGateway> sms_;
  std::optional<app::Ports> ports_;
};

// How many threads do face work: what the configuration says, else one per core.
[[nodiscard]] int face_threads_of(const Config& config);

}  // namespace jianzai
