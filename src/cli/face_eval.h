#pragma once

#include <chrono>
#include <string>

#include "cli/face_measure.h"

namespace jianzai::cli {

struct FaceEvalOptions {
  MeasureOptions measure;
  std::string html;  // also a report there, see face_report.h
  std::chrono::system_clock::time_point now;
  Output output = Output::kText;
};

// Measures the set's FMR, FNMR and AUC on labelled pairs, overall and per group; with a cohort the raw and
// the normalised score side by side, each group also at the threshold that all pairs together give for an
// FMR. Pairs with a picture that gave no face are counted (failure to acquire) and left out of the rates.
// Returns the exit status: 0, or 3 when it could not be done.
int run_face_eval(const FaceEvalOptions& options);

}  // namespace jianzai::cli
