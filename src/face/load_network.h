// From a set's network names to loaded networks; for the files that build pipelines (pipeline.cc,
// pad/make.cc).
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "face/infer/network.h"
#include "face/models.h"

namespace jianzai::face {

// Reads the file, checks its SHA-256 once more (it may have changed since find_models) and loads `instances`
// of it. Errors: kIo, kUnavailable; the detail names the network.
[[nodiscard]] Result<std::unique_ptr<infer::Network>> load_network(const ModelSet& set,
                                                                   const std::string& name, int instances);

// Errors: kUnavailable when the step names another number of networks.
[[nodiscard]] Result<void> expect_networks(const StepEntry& step, std::size_t count);

}  // namespace jianzai::face
