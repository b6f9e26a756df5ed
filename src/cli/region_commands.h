#pragma once

#include <vector>

#include <CLI/CLI.hpp>

#include "cli/setup_commands.h"

namespace jianzai::cli {

// `jianzai region import FILE`: what regions are called, from a CSV list of codes and names. Exit status 0; 2
// when rows were refused, which are told on standard error; 1 with a message.
[[nodiscard]] std::vector<CLI::App*> add_region_commands(CLI::App& app, const WithPorts& with_ports,
                                                         int& exit_code);

}  // namespace jianzai::cli
