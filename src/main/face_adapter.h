// face/ as app/ports.h wants it.
#pragma once

#include <memory>
#include <mutex>

#include "app/ports.h"
#include "face/cohort.h"
#include "face/engine.h"
#include "face/pad/passive.h"

namespace jianzai {

// The engine with a set of networks.
class FaceEngineAdapter final : public app::FaceEngine {
 public:
  // `passive`: null when the set has none. `note`: for Networks::note.
  FaceEngineAdapter(std::unique_ptr<face::Engine> engine, std::unique_ptr<face::pad::PassivePad> passive,
                    std::string note);
  const Networks& networks() const override { return networks_; }
  Result<tl::expected<Secret<Bytes>, Reason>> features(ByteView jpeg) const override;
  Result<void> check_image(ByteView jpeg) const override;
  Result<std::vector<Reason>> advise(ByteView jpeg) const override;
  bool is_virtual_camera(std::string_view name) const override;
  Result<Evidence> examine(const app::Examination& examination) const override;
  Result<void> use_cohort(std::vector<app::CohortMember> members) override;

 private:
  std::shared_ptr<const face::Cohort> cohort() const;

  std::unique_ptr<face::Engine> engine_;
  std::unique_ptr<face::pad::PassivePad> passive_;
  Networks networks_;
  mutable std::mutex mutex_;
  std::shared_ptr<const face::Cohort> cohort_;  // under mutex_; null: none
};

// Where no networks are: pictures are taken and kept, people decide.
class NoNetworks final : public app::FaceEngine {
 public:
  explicit NoNetworks(std::string note) { networks_.note = std::move(note); }
  const Networks& networks() const override { return networks_; }
  Result<tl::expected<Secret<Bytes>, Reason>> features(ByteView jpeg) const override;
  Result<void> check_image(ByteView jpeg) const override;
  Result<std::vector<Reason>> advise(ByteView jpeg) const override;
  bool is_virtual_camera(std::string_view name) const override;
  Result<Evidence> examine(const app::Examination& examination) const override;
  Result<void> use_cohort(std::vector<app::CohortMember> members) override;

 private:
  Networks networks_;
};

// The best set of networks that is here; NoNetworks where there is none, it cannot be loaded or the manifest
// cannot be read: the server starts all the same.
[[nodiscard]] std::unique_ptr<app::FaceEngine> open_face_engine(const std::filesystem::path& manifest,
                                                                int parallel);

}  // namespace jianzai
