#pragma once

#include <CLI/CLI.hpp>

namespace jianzai::cli {

// `jianzai face compare`, `eval` and `calibrate`. A command that ran leaves its exit status in `exit_code`:
// compare 0 match, 1 non_match, 2 refused; eval 0; calibrate 0, 2 refused; 3 when it could not be done
// (message on standard error).
void add_face_commands(CLI::App& app, int& exit_code);

}  // namespace jianzai::cli
