// Pictures, networks and faces for this module's tests.
#pragma once

#include <memory>

#include <gtest/gtest.h>

#include "face/engine.h"
#include "face/models.h"
#include "image/test_pictures.h"

namespace jianzai::face::testing {

using namespace jianzai::test_pictures;

// With the full set; null when the networks are not here. One per process: loading takes a while.
inline Engine* test_engine() {
  static const auto engine = []() -> std::unique_ptr<Engine> {
    const auto manifest = read_manifest(source_dir() / "models" / "manifest.toml");
    if (!manifest) return nullptr;
    const auto search = find_models(*manifest, {models_dir()});
    if (!search.best || search.best->kind() != SetKind::kFull) return nullptr;
    auto created = Engine::create(*search.best, 2);
    EXPECT_TRUE(created) << created.error().detail;
    return created ? std::move(*created) : nullptr;
  }();
  return engine.get();
}

}  // namespace jianzai::face::testing
