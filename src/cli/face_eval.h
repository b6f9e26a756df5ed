#pragma once

#include <string>

#include "cli/face_common.h"

namespace jianzai::cli {

struct FaceEvalOptions {
  std::string pairs;   // CSV, see face/pairs.h
  std::string images;  // the folder that its paths are relative to
  std::string manifest;
  Output output = Output::kText;
  int parallel = 0;  // 0: one per core
};

// Measures the set's FMR, FNMR and AUC on labelled pairs, overall and per group. Takes of each picture the
// face nearest its centre, and embeds it once. Pairs with a picture that gave no face are counted (failure to
// acquire) and left out of the rates. Returns the exit status: 0, or 3 when it could not be done.
int run_face_eval(const FaceEvalOptions& options);

}  // namespace jianzai::cli
