#pragma once

#include <optional>
#include <string_view>

namespace jianzai {

// How old somebody was, as coarse as counting needs.
enum class AgeBand { kUnder60, k60To69, k70To79, k80To89, k90AndOver };
[[nodiscard]] AgeBand age_band_of(int age);            // in years
[[nodiscard]] std::string_view to_text(AgeBand band);  // `70_79`
[[nodiscard]] std::optional<AgeBand> age_band_from(std::string_view text);

}  // namespace jianzai
