#pragma once

#include <optional>
#include <string_view>

#include "base/names.h"

namespace jianzai {

// How sure the agency wants to be before a machine passes somebody; set per category of benefit. Stored by
// name: never changed, only added to.
enum class AssuranceLevel {
  kStandard,
  kHigh,  // a higher accept threshold, and looking only is always seen by a person
};

inline constexpr Names<AssuranceLevel, 2> kAssuranceNames{
    {{AssuranceLevel::kStandard, "STANDARD"}, {AssuranceLevel::kHigh, "HIGH"}}};

[[nodiscard]] constexpr std::string_view to_text(AssuranceLevel level) {
  return kAssuranceNames[static_cast<std::size_t>(level)].second;
}
[[nodiscard]] constexpr std::optional<AssuranceLevel> assurance_level_from(std::string_view text) {
  return value_of(kAssuranceNames, text);
}

}  // namespace jianzai
