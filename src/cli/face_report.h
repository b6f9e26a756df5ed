#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "cli/face_measure.h"

namespace jianzai::cli {

// An evaluation as one HTML file without scripts and without anything from elsewhere: score histograms, DET
// curve (ISO/IEC 19795-1), FMR and FNMR by threshold, groups, slowest pictures. Drawn so that it can be told
// apart when printed in black. Names of pictures are in it: it is as confidential as they are. 867,158 pairs:
// 0.5 s, 120 KB.
[[nodiscard]] std::string report_html(const Measurement& measurement, const MeasureOptions& options,
                                      std::chrono::system_clock::time_point now);

// Errors: kIo when it cannot be written.
[[nodiscard]] Result<void> write_report(const Measurement& measurement, const MeasureOptions& options,
                                        std::chrono::system_clock::time_point now,
                                        const std::filesystem::path& file);

}  // namespace jianzai::cli
