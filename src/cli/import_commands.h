#pragma once

#include "cli/setup_commands.h"

namespace jianzai::cli {

// `jianzai roster import FILE --agency ID [--preview] [--faults CSV]`, and the same for `jianzai signs
// import`: exit status 0; 2 when rows were refused; 1 with a message. Returns the commands, as
// add_setup_commands.
std::vector<CLI::App*> add_import_commands(CLI::App& app, const WithPorts& with_ports, int& exit_code);

}  // namespace jianzai::cli
