#include "main/wiring.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <thread>

#include "base/limits.h"
#include "cli/workday_commands.h"
#include "main/card_adapter.h"
#include "main/face_adapter.h"
#include "notify/no_sms.h"
#include "notify/sms_http.h"
#include "notify/sms_log.h"

namespace jianzai {

namespace {

storage::Database database_of(const Config& config) {
  if (!config.postgres.empty()) return storage::PostgresServer{config.postgres};
  return storage::SqliteFile{config.data / "jianzai.db"};
}

Result<std::unique_ptr<app::SmsGateway>> sms_of(const Config& config, const Clock& clock) {
  switch (config.sms) {
    case SmsKind::kNone:
      return std::make_unique<notify::NoSms>();
    case SmsKind::kLog:
      return std::make_unique<notify::SmsLog>(std::cout);
    case SmsKind::kHttp:
      break;
  }
  std::ifstream file(config.sms_secret_file);
  std::string secret;
  if (!file || !std::getline(file, secret))
    return fail(ErrorCode::kIo, config.sms_secret_file.string() + ": the secret cannot be read");
  return std::make_unique<notify::SmsHttp>(
      TRY(notify::SmsHttp::create(config.sms_url, Secret(std::move(secret)), clock)));
}

}  // namespace

// Each scheme has a key of its own.
Result<crypto::SigningKey> signing_key_of(crypto::SignatureScheme scheme, const crypto::Vault& vault) {
  const bool is_sm2 = scheme == crypto::SignatureScheme::kSm2;
  return crypto::SigningKey::from_seed(vault.derive(is_sm2 ? "receipt-sm2" : "receipt"), scheme);
}

int face_threads_of(const Config& config) {
  if (config.face_threads > 0) return config.face_threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

namespace {

// Whoever sends pictures without end holds no more of the workers than this.
idcard::CardReader::Pool card_pool_of(const Config& config) {
  const int most = std::max(1, config.worker_threads / limits::kWorkersPerCard);
  const int readers = std::min({face_threads_of(config), limits::kCardReadersMax, most});
  return {.readers = readers, .waiting = std::max(1, most - readers)};
}

}  // namespace

Result<bool> Wiring::has_database(const Config& config) { return storage::exists(database_of(config)); }

Result<std::unique_ptr<Wiring>> Wiring::create(const Config& config, Engines engines) {
  auto wiring = std::unique_ptr<Wiring>(new Wiring(config));
  std::error_code error;
  std::filesystem::create_directories(config.data, error);
  if (!error) std::filesystem::permissions(config.data, std::filesystem::perms::owner_all, error);
  if (error) return fail(ErrorCode::kIo, config.data.string() + ": " + error.message());
  const auto keys = config.data / "keys";
  const auto database = database_of(config);
  if (!std::filesystem::exists(keys, error) && TRY(storage::exists(database))) {
    return fail(ErrorCode::kCrypto, "there is a database but not its " + keys.string() +
                                        ": without it nothing in the database can be read. Put it back from "
                                        "the backup, or copy that of another server of this database.");
  }
  TRY(cli::add_workday_lists(wiring->workdays_, config.data / "workdays"));
  wiring->vault_ = TRY(crypto::Vault::open_or_create(keys, wiring->random_));
  // All servers of a database have the same keys, and so sign alike.
  wiring->receipt_key_ = TRY(signing_key_of(config.signatures, *wiring->vault_));
  for (const auto scheme : {crypto::SignatureScheme::kEd25519, crypto::SignatureScheme::kSm2})
    wiring->receipt_keys_.push_back(TRY(signing_key_of(scheme, *wiring->vault_)).public_key());
  // One for each thread that asks: the workers, the deciding ones, the sweep, the filler, the sender and the
  // importer.
  const int connections = config.worker_threads + face_threads_of(config) + 4;
  wiring->store_ =
      TRY(storage::SqlStore::open(database, *wiring->vault_, static_cast<std::size_t>(connections)));
  if (engines == Engines::kOpen) {
    // A reference is embedded on a worker's thread, beside the deciding ones.
    wiring->faces_ = open_face_engine(config.manifest, face_threads_of(config));
    wiring->cards_ = open_card_reader(card_pool_of(config));
  } else {
    wiring->faces_ = std::make_unique<NoNetworks>("not asked for");
    wiring->cards_ = std::make_unique<NoCardReader>("not asked for");
  }
  wiring->sms_ = TRY(sms_of(config, wiring->clock_));
  wiring->ports_.emplace(app::Ports{.store = *wiring->store_,
                                    .faces = *wiring->faces_,
                                    .cards = *wiring->cards_,
                                    .clock = wiring->clock_,
                                    .random = wiring->random_,
                                    .workdays = wiring->workdays_,
                                    .settings = wiring->settings_,
                                    .receipt_key = *wiring->receipt_key_,
                                    .printer = wiring->printer_,
                                    .sms = *wiring->sms_});
  return wiring;
}

}  // namespace jianzai
