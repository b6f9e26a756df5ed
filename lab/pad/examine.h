// Simulated sessions before the deployed judgement: what the product's own networks find in each frame, put
// to pad::judge as the product does.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "face/engine.h"
#include "face/pad/passive.h"
#include "face/pad/presentation.h"
#include "pad/session.h"

namespace jianzai::face::pad::lab {

// One session with what its frames show; it owns what `presentation` points to.
struct Examined {
  std::vector<std::unique_ptr<Image>> images;
  Presentation presentation;
  std::size_t refused = 0;  // frames without a usable face
};

enum class Likeness { kCompared, kLeftOut };

// Thread-safe.
class Examiner {
 public:
  // The best full set of `manifest` that `models` holds. Errors: those of read_manifest, kUnavailable without
  // a full set, and those of Engine::create.
  [[nodiscard]] static Result<std::unique_ptr<Examiner>> create(const std::filesystem::path& manifest,
                                                                const std::filesystem::path& models,
                                                                int parallel);

  // `session` must outlive what comes back. kLeftOut saves 40 ms a frame where all frames are of one person
  // by construction. Errors: kInternal when a network fails, those of decode_jpeg.
  [[nodiscard]] Result<Examined> examine(const Session& session, Likeness likeness) const;

  // pad::judge as it is deployed, with or without the passive networks: those were trained on cameras, not on
  // drawings.
  [[nodiscard]] Result<Finding> judge(const Examined& examined, bool passive) const;

  // The photographs `<faces>/london/*/*.jpg`, or the first `count` of them: even light, a plain background.
  // Errors: kIo, and those of the networks.
  [[nodiscard]] Result<std::vector<Subject>> load_subjects(const std::filesystem::path& faces,
                                                           std::size_t count) const;

  [[nodiscard]] const Engine& engine() const { return *engine_; }

 private:
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<PassivePad> passive_;
};

}  // namespace jianzai::face::pad::lab
