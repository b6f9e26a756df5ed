#include "cli/roster_commands.h"

#include <fstream>
#include <iostream>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "app/roster/roster.h"

namespace jianzai::cli {
namespace {

struct Flags {
  std::string file;
  std::string agency;
  std::string faults;
  bool preview = false;
};

int refuse(const std::string& why) {
  std::cerr << why << '\n';
  return 1;
}

int run_import(app::Ports& ports, const Flags& flags) {
  const auto agency = AgencyId::parse(flags.agency);
  if (!agency) return refuse("no such agency; `jianzai agency add` prints the id");
  std::ifstream roster(flags.file, std::ios::binary);
  if (!roster) return refuse(flags.file + ": cannot be read");
  std::ofstream faults;
  if (!flags.faults.empty()) {
    faults.open(flags.faults, std::ios::binary);
    faults << "line,field,code\n";
    if (!faults) return refuse(flags.faults + ": cannot be written");
  }
  const bool shows_progress = isatty(STDERR_FILENO) != 0;
  const auto report = app::import_roster(
      ports, roster,
      {.agency = *agency,
       .is_preview = flags.preview,
       .on_fault =
           [&](const app::RosterFault& fault) {
             auto& out = faults.is_open() ? static_cast<std::ostream&>(faults) : std::cerr;
             out << fmt::format("{},{},{}\n", fault.line, fault.field, fault.code);
           },
       .on_progress =
           [&](const app::RosterReport& so_far, double progress) {
             if (shows_progress)
               std::cerr << fmt::format("\r{:3.0f} %  {} rows", 100 * progress, so_far.rows) << std::flush;
           }});
  if (shows_progress) std::cerr << '\n';
  if (!report) return refuse(report.error().detail);
  std::cout << fmt::format("{} rows ({}): {} added, {} extended, {} unchanged, {} refused{}\n", report->rows,
                           report->encoding, report->added, report->extended, report->unchanged,
                           report->refused, flags.preview ? "; nothing was changed" : "");
  return report->refused == 0 ? 0 : 2;
}

}  // namespace

std::vector<CLI::App*> add_roster_commands(CLI::App& app, const WithPorts& with_ports, int& exit_code) {
  const auto flags = std::make_shared<Flags>();
  auto* roster = app.add_subcommand("roster", "Lists of benefit recipients")->require_subcommand(1);
  auto* import = roster->add_subcommand("import", "Take people over from a CSV file, UTF-8 or GB18030");
  import->add_option("FILE", flags->file, "First line: 姓名, 身份证号, 待遇类别, and 手机号, 享受待遇时间")
      ->required();
  import->add_option("--agency", flags->agency, "Whose people they are; the id")->required();
  import->add_flag("--preview", flags->preview, "Check and count, change nothing");
  import->add_option("--faults", flags->faults, "A CSV file for the rows that were refused (standard error)");
  import->callback([flags, with_ports, &exit_code] {
    exit_code = with_ports([&](app::Ports& ports) { return run_import(ports, *flags); });
  });
  return {import};
}

}  // namespace jianzai::cli
