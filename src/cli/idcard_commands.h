#pragma once

#include <CLI/CLI.hpp>

namespace jianzai::cli {

// `jianzai idcard read` and `check`. A command that ran leaves its exit status in `exit_code`: read 0 read, 2
// not read; check 0 valid, 2 not; 3 when it could not be done (message on standard error).
void add_idcard_commands(CLI::App& app, int& exit_code);

}  // namespace jianzai::cli
