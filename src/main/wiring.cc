#include "main/wiring.h"

#include <algorithm>
#include <thread>

#include "main/face_adapter.h"

namespace jianzai {

int face_threads_of(const Config& config) {
  if (config.face_threads > 0) return config.face_threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

Result<std::unique_ptr<Wiring>> Wiring::create(const Config& config, Faces faces) {
  auto wiring = std::unique_ptr<Wiring>(new Wiring(config));
  std::error_code error;
  std::filesystem::create_directories(config.data, error);
  if (!error) std::filesystem::permissions(config.data, std::filesystem::perms::owner_all, error);
  if (error) return fail(ErrorCode::kIo, config.data.string() + ": " + error.message());
  const auto database = config.data / "jianzai.db";
  const auto keys = config.data / "keys";
  if (std::filesystem::exists(database, error) && !std::filesystem::exists(keys, error)) {
    return fail(ErrorCode::kCrypto,
                "there is " + database.string() + " but not its " + keys.string() +
                    ": without it nothing in the database can be read. Put it back from the backup.");
  }
  wiring->vault_ = TRY(crypto::Vault::open_or_create(keys, wiring->random_));
  // One for each thread that reads: the workers, the deciding ones and the sweep.
  const int readers = config.worker_threads + face_threads_of(config) + 1;
  wiring->store_ =
      TRY(storage::SqliteStore::open(database, *wiring->vault_, static_cast<std::size_t>(readers)));
  if (faces == Faces::kOpen) {
    // A reference is embedded on a worker's thread, beside the deciding ones.
    wiring->faces_ = open_face_engine(config.manifest, face_threads_of(config));
  } else {
    wiring->faces_ = std::make_unique<NoNetworks>("not asked for");
  }
  wiring->ports_.emplace(app::Ports{.store = *wiring->store_,
                                    .faces = *wiring->faces_,
                                    .clock = wiring->clock_,
                                    .random = wiring->random_,
                                    .workdays = wiring->workdays_,
                                    .settings = wiring->settings_});
  return wiring;
}

}  // namespace jianzai
