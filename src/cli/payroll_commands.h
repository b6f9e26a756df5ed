#pragma once

#include <CLI/CLI.hpp>

namespace jianzai::cli {

// `jianzai payroll verify --key HEX MANIFEST ROWS`: whether the file, CSV or workbook, is one that the
// manifest (the JSON of createPayrollBatch) names, signed by the agency whose public key that is
// (getReceiptKey gives it). Needs no database and no network. Exit status 0: genuine; 1: not; 2: no key, or a
// file that cannot be read.
void add_payroll_commands(CLI::App& app, int& exit_code);

}  // namespace jianzai::cli
