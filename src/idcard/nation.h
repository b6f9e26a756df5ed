// The 56 nations of GB/T 3304, as cards print them: without 族.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "idcard/print_shapes.h"

namespace jianzai::idcard {

[[nodiscard]] std::span<const std::string_view> nations();
// What they look like in print. Drawn at the first call.
[[nodiscard]] const PrintShapes& nation_shapes();

// The one whose characters `utf8` shares most of, in their order; nothing when several do, or when none
// shares half. 族 and blanks count for nothing.
[[nodiscard]] std::optional<std::string_view> nearest_nation(std::string_view utf8);

}  // namespace jianzai::idcard
