#include "cli/region_commands.h"

#include <fstream>
#include <iostream>
#include <memory>

#include <fmt/format.h>

#include "app/regions.h"

namespace jianzai::cli {
namespace {

int run_import(app::Ports& ports, std::istream& csv, const std::string& file) {
  const auto report = app::import_regions(ports, csv, [](const RowFault& fault) {
    std::cerr << fmt::format("{},{},{}\n", fault.line, fault.field, fault.code);
  });
  if (!report) {
    std::cerr << file << ": " << report.error().detail << '\n';
    return 1;
  }
  std::cout << fmt::format("{} rows ({}): {} named, {} unchanged, {} refused\n", report->rows,
                           report->encoding, report->named, report->unchanged, report->refused);
  return report->refused == 0 ? 0 : 2;
}

int open_and_import(const WithPorts& with_ports, const std::string& file) {
  std::ifstream csv(file, std::ios::binary);
  if (!csv) {
    std::cerr << file << ": cannot be read\n";
    return 1;
  }
  return with_ports([&](app::Ports& ports) { return run_import(ports, csv, file); });
}

}  // namespace

std::vector<CLI::App*> add_region_commands(CLI::App& app, const WithPorts& with_ports, int& exit_code) {
  auto* region = app.add_subcommand("region", "Administrative regions (行政区划)")->require_subcommand(1);
  const auto file = std::make_shared<std::string>();
  auto* command = region->add_subcommand("import", "What regions are called, in place of earlier names");
  command->add_option("FILE", *file, "CSV, UTF-8 or GB18030; first line: 地区代码,名称 or code,name")
      ->required();
  command->callback([file, with_ports, &exit_code] { exit_code = open_and_import(with_ports, *file); });
  return {command};
}

}  // namespace jianzai::cli
