#pragma once

#include <string>
#include <vector>

#include "cli/report.h"
#include "face/pad/passive.h"

namespace jianzai::cli {

struct FacePadOptions {
  std::vector<std::string> files;
  double threshold = face::pad::kPassiveLiveMin;
  std::string manifest;
  Output output = Output::kText;
};

// Prints for each picture what the passive networks say of it, as
// {"model_set":…,"threshold":…,"pictures":[{"file":…,"decision":"bona_fide|attack|refused",
//  "live":…|null,"by_network":[…,…]|null,"reason":null|"NO_FACE"|…}]}.
// Single frames: no challenge, no freshness. Returns the exit status: 0 all bona_fide, 1 an attack among
// them, 2 no attack but one refused, 3 when it could not be done.
int run_face_pad(const FacePadOptions& options);

struct FacePadEvalOptions {
  std::string list;    // CSV, see face/pad/evaluation.h
  std::string images;  // the folder that paths are relative to
  double threshold = face::pad::kPassiveLiveMin;
  std::string manifest;
  Output output = Output::kText;
};

// Measures the passive networks on labelled pictures: APCER of each attack species and the highest of them,
// BPCER, with exact 95 % intervals. Pictures that gave no face are counted (non-response) and left out of the
// rates. Returns the exit status: 0, or 3 when it could not be done.
int run_face_pad_eval(const FacePadEvalOptions& options);

}  // namespace jianzai::cli
