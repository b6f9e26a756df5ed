#include "cli/workday_commands.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "app/workdays.h"

namespace jianzai::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

struct Flags {
  std::string day;
  int count = 0;
  std::vector<std::string> lists;
};

Result<WorkdayCalendar> calendar_of_server(app::Ports& ports) {
  const auto transaction = TRY(ports.store.begin_read());
  return app::workday_calendar(ports, *transaction);
}

Result<WorkdayCalendar> calendar_of(const std::vector<std::string>& folders) {
  auto calendar = WorkdayCalendar::with_published_years();
  for (const fs::path folder : folders) TRY(add_workday_lists(calendar, folder));
  return calendar;
}

int print_workday(const Result<WorkdayCalendar>& calendar, Date day, int count) {
  if (!calendar) {
    std::cerr << calendar.error().detail << '\n';
    return 1;
  }
  const auto due = calendar->nth_workday_after(day, count);
  std::cout << to_iso(due.on) << '\n';
  if (due.is_certain) return 0;
  std::cerr << "a year on the way has no list of the State Council: only weekends were left out. Hand the "
               "year's list in at the console, or put that of holiday-cn into a folder and name it with "
               "--lists.\n";
  return 2;
}

int run_workday_add(const Flags& flags, const WithPorts& with_ports) {
  const auto day = parse_date(flags.day);
  if (!day) {
    std::cerr << flags.day << " is no day; write it as 2026-09-30\n";
    return 1;
  }
  if (!flags.lists.empty()) return print_workday(calendar_of(flags.lists), *day, flags.count);
  return with_ports(
      [&](app::Ports& ports) { return print_workday(calendar_of_server(ports), *day, flags.count); });
}

}  // namespace

Result<void> add_workday_list(WorkdayCalendar& calendar, std::string_view text) {
  const auto refuse = [](std::string why) { return fail(ErrorCode::kInvalidRequest, std::move(why)); };
  boost::system::error_code error;
  const auto list = json::parse(text, error);
  if (error || !list.is_object()) return refuse("no list of working days: " + error.message());
  const auto* year = list.as_object().if_contains("year");
  const auto* days = list.as_object().if_contains("days");
  if (year == nullptr || !year->is_int64() || days == nullptr || !days->is_array() ||
      days->as_array().empty())
    return refuse("no list of working days: `year` or `days` is missing");
  if (year->as_int64() < 2000 || year->as_int64() > 2200)
    return refuse("`year` is not between 2000 and 2200");
  const std::chrono::year of{static_cast<int>(year->as_int64())};
  WorkdayList of_year{.year = of, .days = {}};
  for (const auto& entry : days->as_array()) {
    const auto* date = entry.is_object() ? entry.as_object().if_contains("date") : nullptr;
    const auto* is_off = entry.is_object() ? entry.as_object().if_contains("isOffDay") : nullptr;
    const auto day = date != nullptr && date->is_string() ? parse_date(date->as_string()) : std::nullopt;
    if (!day || is_off == nullptr || !is_off->is_bool())
      return refuse(fmt::format("entry {} has no `date` or no `isOffDay`", of_year.days.size() + 1));
    const ListedDay listed{.day = *day, .works = !is_off->as_bool(), .name = {}};
    const auto fault = listed_day_fault(of, listed);
    if (fault == ListedDayFault::kYear)
      return refuse(fmt::format("{} is not of the year {}", to_iso(*day), static_cast<int>(of)));
    if (std::ranges::find(of_year.days, *day, &ListedDay::day) != of_year.days.end())
      return refuse(to_iso(*day) + " stands there twice");
    if (fault) return refuse(to_iso(*day) + " is a working day without being listed");
    of_year.days.push_back(listed);
  }
  calendar.add(of_year);
  return {};
}

Result<void> add_workday_lists(WorkdayCalendar& calendar, const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder, error)) return {};
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  if (error) return fail(ErrorCode::kIo, folder.string() + ": " + error.message());
  std::ranges::sort(files);
  for (const auto& file : files) {
    std::ifstream stream(file, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    if (!stream.good() && text.empty()) return fail(ErrorCode::kIo, file.string() + ": cannot be read");
    if (auto added = add_workday_list(calendar, text); !added)
      return fail(added.error().code, file.string() + ": " + added.error().detail);
  }
  return {};
}

std::vector<CLI::App*> add_workday_commands(CLI::App& app, const WithPorts& with_ports, int& exit_code) {
  const auto flags = std::make_shared<Flags>();
  auto* workday = app.add_subcommand("workday", "Working days of China")->require_subcommand(1);
  auto* add = workday->add_subcommand("add", "Print the N-th working day after DATE, which is not counted");
  add->add_option("DATE", flags->day, "2026-09-30")->required();
  add->add_option("N", flags->count, "1 to 366")->required()->check(CLI::Range(1, 366));
  add->add_option(
      "--lists", flags->lists,
      "Folders with lists of further years, *.json of holiday-cn, instead of what the server knows");
  add->callback([flags, with_ports, &exit_code] { exit_code = run_workday_add(*flags, with_ports); });
  return {add};
}

}  // namespace jianzai::cli
