#pragma once

#include "cli/setup_commands.h"

namespace jianzai::cli {

// `jianzai audit verify [--seal NUMBER:SEAL]`: reads the whole audit log and says whether every entry is as
// it was written, and the last one's seal. With `--seal`, an earlier answer kept elsewhere, it also notices
// that entries were taken off the end. Exit status 0: whole; 1: not, or a message. Returns the commands, as
// add_setup_commands.
std::vector<CLI::App*> add_audit_commands(CLI::App& app, const WithPorts& with_ports, int& exit_code);

}  // namespace jianzai::cli
