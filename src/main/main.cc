// `jianzai`: the server and its command line.
#include <iostream>

#include <CLI/CLI.hpp>
#include <malloc.h>

#include "cli/audit_commands.h"
#include "cli/face_commands.h"
#include "cli/idcard_commands.h"
#include "cli/import_commands.h"
#include "cli/payroll_commands.h"
#include "cli/receipt_commands.h"
#include "cli/region_commands.h"
#include "cli/rule_commands.h"
#include "cli/setup_commands.h"
#include "cli/workday_commands.h"
#include "main/serve.h"
#include "main/wiring.h"
#include "storage/migrations.h"

namespace jianzai {
namespace {

// What the commands that open the database share. The flags that were given come after the file.
struct Flags {
  std::string config_file;
  std::string data;
  std::string postgres;
  std::string web;
  int http_port = -1;
  int https_port = -1;
  bool demo = false;

  [[nodiscard]] Result<Config> config() const {
    Config config;
    if (!config_file.empty()) config = TRY(read_config(config_file));
    if (!data.empty()) config.data = data;
    if (!postgres.empty()) config.postgres = postgres;
    if (!web.empty()) config.web = web;
    if (http_port >= 0) config.http_port = port(http_port);
    if (https_port >= 0) config.https_port = port(https_port);
    return config;
  }

 private:
  static std::optional<std::uint16_t> port(int number) {
    if (number == 0) return std::nullopt;
    return static_cast<std::uint16_t>(number);
  }
};

int refuse(const Error& error) {
  std::cerr << error.detail << '\n';
  return 1;
}

void add_database_flags(CLI::App& command, Flags& flags) {
  command.add_option("--config", flags.config_file, "jianzai.toml; see jianzai.example.toml");
  command.add_option("--data", flags.data, "Folder of database, keys, certificate and log (var/data)");
  command.add_option("--database", flags.postgres, "PostgreSQL, as libpq describes it, without a password");
}

void add_serve(CLI::App& app, const std::shared_ptr<Flags>& flags, int& exit_code) {
  auto* command = app.add_subcommand("serve", "Run the server");
  add_database_flags(*command, *flags);
  command->add_option("--web", flags->web, "Folder of the built apps (web/dist)");
  command->add_option("--http-port", flags->http_port, "Plain HTTP, on this machine only (8080; 0: none)")
      ->check(CLI::Range(0, 65535));
  command->add_option("--https-port", flags->https_port, "HTTPS, for the network (8443; 0: none)")
      ->check(CLI::Range(0, 65535));
  command->add_flag("--demo", flags->demo, "Invented agency, operators and people on the first start");
  command->callback([flags, &exit_code] {
    auto config = flags->config();
    exit_code =
        config ? serve(std::move(*config), flags->demo ? Demo::kOn : Demo::kOff) : refuse(config.error());
  });
}

// For the commands that work on the database beside a server, or before there is one.
cli::WithPorts with_ports(const std::shared_ptr<Flags>& flags) {
  return [flags](const std::function<int(app::Ports&)>& run) {
    const auto config = flags->config();
    if (!config) return refuse(config.error());
    const auto wiring = Wiring::create(*config, Wiring::Engines::kLeaveOut);
    if (!wiring) return refuse(wiring.error());
    return run((*wiring)->ports());
  };
}

// For what only asks: it makes no database where there is none.
cli::WithPorts with_present_ports(const std::shared_ptr<Flags>& flags) {
  return [flags](const std::function<int(app::Ports&)>& run) {
    const auto config = flags->config();
    if (!config) return refuse(config.error());
    const auto has_database = Wiring::has_database(*config);
    if (!has_database) return refuse(has_database.error());
    if (!*has_database) {
      std::cerr << "there is no database: name it with --data, --database or --config, or folders with "
                   "--lists\n";
      return 1;
    }
    return with_ports(flags)(run);
  };
}

void add_migrate(CLI::App& app, const std::shared_ptr<Flags>& flags, int& exit_code) {
  auto* command = app.add_subcommand(
      "migrate", "Make the database or bring it up to date, as `serve` does when it starts");
  add_database_flags(*command, *flags);
  command->callback([flags, &exit_code] {
    exit_code = with_ports(flags)([](app::Ports&) {
      std::cout << "schema " << storage::all_migrations().back().number << std::endl;
      return 0;
    });
  });
}

}  // namespace
}  // namespace jianzai

int main(int argc, char** argv) {
  // glibc raises this by itself after the first large block is freed, and from then on keeps what uploads
  // used: 700 MiB after a rush of 64 uploads of 8 MiB, instead of 85 (story 7-bad-input).
  mallopt(M_MMAP_THRESHOLD, 128 * 1024);
  CLI::App app("Proof of life by face for benefit recipients (待遇领取资格认证)", "jianzai");
  app.require_subcommand(1);
  app.set_version_flag("--version", JIANZAI_VERSION);
  int exit_code = 0;
  const auto flags = std::make_shared<jianzai::Flags>();
  jianzai::add_serve(app, flags, exit_code);
  jianzai::add_migrate(app, flags, exit_code);
  for (const auto add :
       {jianzai::cli::add_setup_commands, jianzai::cli::add_rule_commands, jianzai::cli::add_import_commands,
        jianzai::cli::add_audit_commands, jianzai::cli::add_region_commands}) {
    for (auto* command : add(app, jianzai::with_ports(flags), exit_code))
      jianzai::add_database_flags(*command, *flags);
  }
  jianzai::cli::add_receipt_commands(app, exit_code);
  jianzai::cli::add_payroll_commands(app, exit_code);
  for (auto* command : jianzai::cli::add_workday_commands(app, jianzai::with_present_ports(flags), exit_code))
    jianzai::add_database_flags(*command, *flags);
  jianzai::cli::add_face_commands(app, exit_code);
  jianzai::cli::add_idcard_commands(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  return exit_code;
}
