#pragma once

#include <CLI/CLI.hpp>

namespace jianzai::cli {

// `jianzai receipt verify --key HEX TEXT`: whether the text of a receipt's QR code was signed by the agency
// whose public key that is (getReceiptKey gives it), and what it says. Needs no database and no network. `-`:
// the text comes from standard input. Exit status 0: genuine; 1: not; 2: no key.
void add_receipt_commands(CLI::App& app, int& exit_code);

}  // namespace jianzai::cli
