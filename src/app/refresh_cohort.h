#pragma once

#include "app/ports.h"

namespace jianzai::app {

// Gives the face engine the cohort that scores are normalised by: references of the agency's own people, so
// that the threshold fits its population: as many as the thresholds were measured with. With less than half
// of that, or networks without such thresholds, raw scores decide. Returns how many people it holds; 0: none.
[[nodiscard]] Result<std::size_t> refresh_cohort(Ports& ports);

}  // namespace jianzai::app
