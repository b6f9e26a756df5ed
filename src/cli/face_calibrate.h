#pragma once

#include <chrono>
#include <string>

#include "cli/face_measure.h"

namespace jianzai::cli {

// How many false matches between different people a threshold must be expected to let through where it was
// measured. With 10 the threshold's true FMR lies within about half and twice the stated one (95 %, Poisson:
// 0.54 to 1.84); the rule of three alone would take a threshold that rests on the one likeliest pair. G.
// Doddington et al., Speech Communication 31 (2000), ask for 30 (within 30 % at 90 %).
inline constexpr double kFalseMatchesMin = 10;

struct FaceCalibrateOptions {
  MeasureOptions measure;  // with all_pairs
  double fmr = 0;          // wanted at the accept threshold
  double review_fmr = 0;   // at the review threshold; 0: 10 times fmr
  double high_fmr = 0;     // at the accept threshold of high assurance; 0: none is written
  std::string data_set;    // its name, for the manifest
  std::string out;         // the TOML; empty: standard output
  std::chrono::system_clock::time_point now;
};

// Sets the thresholds for an FMR on the pictures of a list, every two compared, and writes them as a TOML
// table with what they rest on: `[set.thresholds]` for the manifest, with a cohort `[set.cohort_thresholds]`.
// Intervals are over people (face/evaluation.h). Pairs of people count once each, however many pictures they
// have: their scores are not independent. Refuses an FMR (also high_fmr) at which fewer than kFalseMatchesMin
// of these would be expected to match. Returns the exit status: 0 written, 2 refused (nothing written), 3
// when it could not be done.
int run_face_calibrate(const FaceCalibrateOptions& options);

}  // namespace jianzai::cli
