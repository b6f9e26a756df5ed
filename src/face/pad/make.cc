#include "face/pad/make.h"

#include <array>

#include "face/load_network.h"

namespace jianzai::face::pad {

Result<std::unique_ptr<PassivePad>> make_passive_pad(const ModelSet& set, int instances) {
  if (!set.entry.passive_pad) return nullptr;
  const StepEntry& step = *set.entry.passive_pad;
  if (step.method != "minifasnet")
    return fail(ErrorCode::kUnavailable, "no such passive PAD: " + step.method);
  TRY(expect_networks(step, 2));
  std::array<std::unique_ptr<infer::Network>, 2> networks;
  std::array<const NetworkEntry*, 2> entries{};
  for (std::size_t i = 0; i < networks.size(); ++i) {
    networks[i] = TRY(load_network(set, step.networks[i], instances));
    entries[i] = &set.files.find(step.networks[i])->second.entry;
  }
  return PassivePad::create(entries, std::move(networks));
}

}  // namespace jianzai::face::pad
