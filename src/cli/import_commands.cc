#include "cli/import_commands.h"

#include <array>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "app/roster/life_signs.h"
#include "app/roster/roster.h"
#include "sheet/xlsx.h"

namespace jianzai::cli {
namespace {

constexpr std::size_t kTextBytesMax = 1024ULL * 1024 * 1024;  // of a workbook's cells

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

// What came of an import, for whoever ran it.
struct Summary {
  std::string text;
  std::size_t refused = 0;
};

struct Progress {
  std::function<void(const RowFault&)> on_fault;
  std::function<void(std::size_t rows, double progress)> on_batch;
};

using Import = std::function<Result<Summary>(app::Ports&, std::istream&, const AgencyId&, const Flags&,
                                             const Progress&)>;

Result<Summary> import_roster(app::Ports& ports, std::istream& csv, const AgencyId& agency,
                              const Flags& flags, const Progress& progress) {
  const app::ListImport request{.agency = agency,
                                .is_preview = flags.preview,
                                .on_fault = progress.on_fault,
                                .on_progress = [&](const app::ImportReport& so_far, double done) {
                                  progress.on_batch(so_far.rows, done);
                                }};
  const auto report = TRY(app::import_roster(ports, csv, request));
  auto text = fmt::format("{} rows ({}): {} added, {} extended, {} unchanged, {} refused", report.rows,
                          report.encoding, report.added, report.extended, report.unchanged, report.refused);
  return Summary{.text = std::move(text), .refused = report.refused};
}

Result<Summary> import_signs(app::Ports& ports, std::istream& csv, const AgencyId& agency, const Flags& flags,
                             const Progress& progress) {
  const app::ListImport request{.agency = agency,
                                .is_preview = flags.preview,
                                .on_fault = progress.on_fault,
                                .on_progress = [&](const app::ImportReport& so_far, double done) {
                                  progress.on_batch(so_far.rows, done);
                                }};
  const auto report = TRY(app::import_life_signs(ports, csv, request));
  auto text = fmt::format(
      "{} rows ({}): {} added, {} unchanged, {} of others, {} refused; {} proofs, {} losses to look into",
      report.rows, report.encoding, report.added, report.unchanged, report.strangers, report.refused,
      report.proofs, report.losses);
  return Summary{.text = std::move(text), .refused = report.refused};
}

// As CSV, also where it is a workbook.
Result<std::unique_ptr<std::istream>> open_list(const std::string& file) {
  auto csv = std::make_unique<std::ifstream>(file, std::ios::binary);
  if (!*csv) return fail(ErrorCode::kIo, "cannot be read");
  std::array<char, 4> start{};
  csv->read(start.data(), start.size());
  csv->clear();
  csv->seekg(0);
  if (!sheet::is_workbook(as_bytes({start.data(), start.size()}))) return csv;
  const std::string workbook(std::istreambuf_iterator<char>(*csv), {});
  return std::make_unique<std::istringstream>(TRY(sheet::csv_of_workbook(as_bytes(workbook), kTextBytesMax)));
}

int run_import(app::Ports& ports, const Flags& flags, const Import& import) {
  const auto agency = AgencyId::parse(flags.agency);
  if (!agency) return refuse("no such agency; `jianzai agency add` prints the id");
  const auto list = open_list(flags.file);
  if (!list) return refuse(flags.file + ": " + list.error().detail);
  std::ofstream faults;
  if (!flags.faults.empty()) {
    faults.open(flags.faults, std::ios::binary);
    faults << "line,field,code\n";
    if (!faults) return refuse(flags.faults + ": cannot be written");
  }
  const bool shows_progress = isatty(STDERR_FILENO) != 0;
  const Progress progress{.on_fault =
                              [&](const RowFault& fault) {
                                auto& out = faults.is_open() ? static_cast<std::ostream&>(faults) : std::cerr;
                                out << fmt::format("{},{},{}\n", fault.line, fault.field, fault.code);
                              },
                          .on_batch =
                              [&](std::size_t rows, double done) {
                                if (!shows_progress) return;
                                std::cerr << fmt::format("\r{:3.0f} %  {} rows", 100 * done, rows)
                                          << std::flush;
                              }};
  const auto summary = import(ports, **list, *agency, flags, progress);
  if (shows_progress) std::cerr << '\n';
  if (!summary) return refuse(summary.error().detail);
  std::cout << summary->text << (flags.preview ? "; nothing was changed" : "") << '\n';
  return summary->refused == 0 ? 0 : 2;
}

struct Words {
  std::string name;
  std::string what;
  std::string import;
  std::string columns;
};

CLI::App* add_import(CLI::App& app, const WithPorts& with_ports, int& exit_code, const Words& words,
                     const Import& import) {
  const auto flags = std::make_shared<Flags>();
  auto* list = app.add_subcommand(words.name, words.what)->require_subcommand(1);
  auto* command = list->add_subcommand("import", words.import);
  command->add_option("FILE", flags->file, words.columns)->required();
  command->add_option("--agency", flags->agency, "Whose people they are; the id")->required();
  command->add_flag("--preview", flags->preview, "Check and count, change nothing");
  command->add_option("--faults", flags->faults,
                      "A CSV file for the rows that were refused (standard error)");
  command->callback([flags, with_ports, import, &exit_code] {
    exit_code = with_ports([&](app::Ports& ports) { return run_import(ports, *flags, import); });
  });
  return command;
}

}  // namespace

std::vector<CLI::App*> add_import_commands(CLI::App& app, const WithPorts& with_ports, int& exit_code) {
  auto* roster =
      add_import(app, with_ports, exit_code,
                 {.name = "roster",
                  .what = "Lists of benefit recipients",
                  .import = "Take people over from a CSV file, UTF-8 or GB18030",
                  .columns = "First line: 姓名, 身份证号, 待遇类别, and 手机号, 享受待遇时间, 地区代码"},
                 import_roster);
  auto* signs =
      add_import(app, with_ports, exit_code,
                 {.name = "signs",
                  .what = "What other systems know of people: that they live, or died",
                  .import = "Take it over from a CSV file; who lives has nothing more to prove",
                  .columns = "First line: 姓名, 身份证号, 来源, 日期, 类型 (强 弱 死亡 服刑 失踪 出境)"},
                 import_signs);
  return {roster, signs};
}

}  // namespace jianzai::cli
