#pragma once

#include <string>

#include "cli/report.h"

namespace jianzai::cli {

struct FaceCompareOptions {
  std::string reference;
  std::string probe;
  std::string manifest;
  Output output = Output::kText;
};

// Prints whether two photographs show one person, as
// {"decision":"match|non_match|refused","score":…|null,"threshold":…,"reason":null|"NO_FACE"|…,
//  "refused_picture":null|"reference"|"probe","model_set":…}.
// Returns the exit status: 0 match, 1 non_match, 2 refused, 3 when it could not be done.
int run_face_compare(const FaceCompareOptions& options);

}  // namespace jianzai::cli
