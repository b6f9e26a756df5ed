// `jianzai face quality`: what is measured on pictures, what a person would be told and which would be
// refused.
#pragma once

#include <string>
#include <vector>

#include "cli/report.h"

namespace jianzai::cli {

struct FaceQualityOptions {
  std::vector<std::string> files;  // JPEGs: one line each; or
  std::string list;                // CSV with columns identity, img (face/pairs.h): shares by group only
  std::string images;              // the folder that the list's paths are relative to
  std::string manifest;
  Output output = Output::kText;
};

// Of a file the main person counts (as in front of a camera), of a listed picture the face nearest the
// centre. Exit status 0; kCouldNotBeDone with a message on standard error.
[[nodiscard]] int run_face_quality(const FaceQualityOptions& options);

}  // namespace jianzai::cli
