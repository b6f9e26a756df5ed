#include "cli/receipt_commands.h"

#include <iostream>
#include <memory>
#include <string>

#include "app/issue_receipt.h"

namespace jianzai::cli {
namespace {

int run_verify(const std::string& key, std::string text) {
  const auto public_key = from_hex(key);
  if (!public_key || !crypto::scheme_of(*public_key)) {
    std::cerr << "--key: 64 (Ed25519) or 130 (SM2) hexadecimal digits, as /api/v1/receipts/key gives them\n";
    return 2;
  }
  if (text == "-") std::getline(std::cin, text);
  const auto receipt = app::verified_receipt(*public_key, text);
  if (!receipt) {
    std::cerr << "not genuine: not signed by this key, or changed since\n";
    return 1;
  }
  std::cout << "genuine\n"
            << "number       " << receipt->number << '\n'
            << "name         " << receipt->name << '\n'
            << "ID number    " << receipt->id_number << '\n'
            << "passed on    " << to_iso(receipt->passed_on) << '\n'
            << "way          " << to_text(receipt->way) << '\n'
            << "next due on  " << (receipt->next_due_on ? to_iso(*receipt->next_due_on) : "-") << '\n'
            << "agency       " << receipt->agency << '\n';
  return 0;
}

}  // namespace

void add_receipt_commands(CLI::App& app, int& exit_code) {
  auto* receipt = app.add_subcommand("receipt", "Receipts of passed proofs (认证凭证)");
  receipt->require_subcommand(1);
  auto* verify = receipt->add_subcommand("verify", "Check what a receipt's QR code holds, offline");
  const auto key = std::make_shared<std::string>();
  const auto text = std::make_shared<std::string>();
  verify->add_option("--key", *key, "the agency's public key, in hexadecimal digits")->required();
  verify->add_option("text", *text, "what the QR code holds; -: from standard input")->required();
  verify->callback([key, text, &exit_code] { exit_code = run_verify(*key, *text); });
}

}  // namespace jianzai::cli
