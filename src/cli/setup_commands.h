#pragma once

#include <functional>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/ports.h"

namespace jianzai::cli {

// Opens the database, runs the function on it and returns its exit status.
using WithPorts = std::function<int(const std::function<int(app::Ports&)>&)>;

// `jianzai agency add` and `jianzai operator add`: what a new installation needs before anybody can log in.
// Returns the commands, to which the caller adds the flags that tell where the database is. Exit status 0, or
// 1 with a message.
std::vector<CLI::App*> add_setup_commands(CLI::App& app, const WithPorts& with_ports, int& exit_code);

}  // namespace jianzai::cli
