// face/ as app/ports.h wants it.
#pragma once

#include <memory>

#include "app/ports.h"
#include "face/engine.h"

namespace jianzai {

// The engine with a set of networks.
class FaceEngineAdapter final : public app::FaceEngine {
 public:
  explicit FaceEngineAdapter(std::unique_ptr<face::Engine> engine, std::string note);
  const Networks& networks() const override { return networks_; }
  Result<tl::expected<Secret<Bytes>, Reason>> features(ByteView jpeg) const override;
  Result<void> check_image(ByteView jpeg) const override;
  Result<double> compare(const Secret<Bytes>& a, const Secret<Bytes>& b) const override;

 private:
  std::unique_ptr<face::Engine> engine_;
  Networks networks_;
};

// Where no networks are: pictures are taken and kept, people decide.
class NoNetworks final : public app::FaceEngine {
 public:
  explicit NoNetworks(std::string note) { networks_.note = std::move(note); }
  const Networks& networks() const override { return networks_; }
  Result<tl::expected<Secret<Bytes>, Reason>> features(ByteView jpeg) const override;
  Result<void> check_image(ByteView jpeg) const override;
  Result<double> compare(const Secret<Bytes>& a, const Secret<Bytes>& b) const override;

 private:
  Networks networks_;
};

// The best set of networks that is here; NoNetworks where there is none, it cannot be loaded or the manifest
// cannot be read: the server starts all the same.
[[nodiscard]] std::unique_ptr<app::FaceEngine> open_face_engine(const std::filesystem::path& manifest,
                                                                int parallel);

}  // namespace jianzai
