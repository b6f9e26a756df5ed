#pragma once

#include "cli/setup_commands.h"

namespace jianzai::cli {

// `jianzai rule set|unset|list`: due rules of regions, in place of a category's own. What was added, as
// add_setup_commands.
std::vector<CLI::App*> add_rule_commands(CLI::App& app, const WithPorts& with_ports, int& exit_code);

}  // namespace jianzai::cli
