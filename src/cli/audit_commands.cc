#include "cli/audit_commands.h"

#include <charconv>
#include <iostream>
#include <memory>
#include <string>

#include "app/audit.h"

namespace jianzai::cli {
namespace {

std::optional<app::AuditMark> mark_from(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  app::AuditMark mark{.number = 0, .seal = std::string(text.substr(colon + 1))};
  const auto [end, error] = std::from_chars(text.data(), text.data() + colon, mark.number);
  if (error != std::errc{} || end != text.data() + colon || mark.number < 1) return std::nullopt;
  return mark;
}

int run_verify(app::Ports& ports, const std::string& seal) {
  const auto kept = mark_from(seal);
  if (!seal.empty() && !kept) {
    std::cerr << "--seal: NUMBER:SEAL, as an earlier `jianzai audit verify` printed it\n";
    return 1;
  }
  const auto found = app::check_audit(ports, kept);
  if (!found) {
    std::cerr << found.error().detail << '\n';
    return 1;
  }
  if (found->broken_at) {
    std::cerr << "entry " << *found->broken_at << " is missing or not as it was written; " << found->entries
              << " before it are whole\n";
    return 1;
  }
  std::cout << found->entries << " entries, all as they were written\n";
  if (found->entries > 0)
    std::cout << "keep this elsewhere: --seal " << found->entries << ':' << found->last_seal << '\n';
  return 0;
}

}  // namespace

std::vector<CLI::App*> add_audit_commands(CLI::App& app, const WithPorts& with_ports, int& exit_code) {
  auto* audit = app.add_subcommand("audit", "The log of what operators did")->require_subcommand(1);
  auto* verify = audit->add_subcommand("verify", "Check that no entry was changed or taken out");
  const auto seal = std::make_shared<std::string>();
  verify->add_option("--seal", *seal,
                     "what an earlier run printed; else entries taken off the end go unnoticed");
  verify->callback([seal, with_ports, &exit_code] {
    exit_code = with_ports([&](app::Ports& ports) { return run_verify(ports, *seal); });
  });
  return {verify};
}

}  // namespace jianzai::cli
