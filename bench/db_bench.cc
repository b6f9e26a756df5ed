// ./dev bench db: what the business costs at the size of a city. One process a database, so that the peak of
// its memory is its own. Prints `name value unit` lines, which scripts/bench.sh puts side by side.
//
//   bench_db ROWS FOLDER [POSTGRES]   POSTGRES: as libpq describes a connection; without it the embedded
//   database
#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <iostream>

#include <fmt/format.h>
#include <sys/resource.h>

#include "app/insight.h"
#include "app/operators.h"
#include "app/plan_progress.h"
#include "app/plans.h"
#include "app/roster/roster.h"
#include "app/set_up_agency.h"
#include "app/suspensions.h"
#include "app/sweep.h"
#include "app/view_persons.h"
#include "main/wiring.h"

namespace jianzai {
namespace {

using namespace std::chrono;

constexpr int kAsked = 400;    // times that each question is asked
constexpr int kCounted = 100;  // times that is asked for what counts a million rows
constexpr std::string_view kCategory = "ENTERPRISE_PENSION";

// Invented people of a region that does not exist: nobody has two, and their numbers are well-formed.
struct Invented {
  std::string name;
  std::string id_number;
  std::string phone;
};
Invented somebody(std::size_t i) {
  constexpr std::size_t kBirthdays = 15'000;  // from 1930 on
  constexpr std::array<std::string_view, 12> kParts{"秀", "兰", "建", "国", "桂", "英",
                                                    "志", "强", "玉", "珍", "福", "生"};
  const Date born{sys_days(1930y / January / 1) + days(i % kBirthdays)};
  auto digits =
      fmt::format("999999{:04d}{:02d}{:02d}{:03d}", static_cast<int>(born.year()),
                  static_cast<unsigned>(born.month()), static_cast<unsigned>(born.day()), i / kBirthdays);
  digits += id_number_check_character(digits);
  std::string name = "试";
  for (std::size_t rest = i, part = 0; part < 4; ++part, rest /= kParts.size())
    name += kParts[rest % kParts.size()];
  return {std::move(name), std::move(digits), fmt::format("19{:09d}", i)};
}

constexpr std::size_t kTowns = 40;
constexpr std::size_t kVillages = 50;  // of a town

void write_roster(const std::filesystem::path& file, std::size_t rows) {
  std::ofstream csv(file, std::ios::binary);
  csv << "姓名,身份证号,待遇类别,手机号,享受待遇时间,地区代码\n";
  for (std::size_t i = 0; i < rows; ++i) {
    const auto [name, id_number, phone] = somebody(i);
    csv << name << ',' << id_number << ',' << kCategory << ',' << phone << ",2015-03-01,"
        << fmt::format("999999{:03d}{:03d}", 1 + i / kVillages % kTowns, 1 + i % kVillages) << '\n';
  }
}

void print(std::string_view name, double value, std::string_view unit) {
  std::cout << fmt::format("{:<42} {:>14.3f} {}", name, value, unit) << std::endl;
}

double seconds_since(steady_clock::time_point started) {
  return duration<double>(steady_clock::now() - started).count();
}

double peak_MiB() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// The median, and what 99 of 100 do not exceed.
template <class Ask>
Result<void> ask(std::string_view name, Ask question, int asked = kAsked) {
  std::vector<double> times_ms;
  for (int i = 0; i < asked; ++i) {
    const auto started = steady_clock::now();
    TRY(question(static_cast<std::size_t>(i)));
    times_ms.push_back(1000 * seconds_since(started));
  }
  std::ranges::sort(times_ms);
  print(fmt::format("{}, p50", name), times_ms[asked / 2], "ms");
  print(fmt::format("{}, p99", name), times_ms[asked * 99 / 100], "ms");
  return {};
}

Result<void> run(app::Ports& ports, std::size_t rows, const std::filesystem::path& folder) {
  const auto agency = TRY(app::add_agency(ports, {"测试市", "", "0000", ""}));
  const auto clerk = TRY(app::add_operator(ports, {.agency = agency.id,
                                                   .login = "bench",
                                                   .name = "试经办",
                                                   .role = OperatorRole::kClerk,
                                                   .password = Secret(std::string("not a secret"))}));
  const auto file = folder / "roster.csv";
  write_roster(file, rows);

  std::ifstream roster(file, std::ios::binary);
  auto started = steady_clock::now();
  const app::ListImport import{.agency = agency.id, .is_preview = false, .on_fault = {}, .on_progress = {}};
  const auto report = TRY(app::import_roster(ports, roster, import));
  if (report.added != rows) return fail(ErrorCode::kInternal, fmt::format("{} were added", report.added));
  print("roster import", static_cast<double>(rows) / seconds_since(started), "rows/s");
  print("peak memory after the import", peak_MiB(), "MiB");

  const auto plan = TRY(app::make_plan(ports, clerk,
                                       {.name = "年度认证",
                                        .category_code = std::string(kCategory),
                                        .region = "999999",
                                        .self_from = "2026-01-01",
                                        .self_to = "2099-12-31",
                                        .request_key = "bench-plan"}));
  started = steady_clock::now();
  for (auto state = PlanState::kFilling; state == PlanState::kFilling;) {
    TRY(app::fill_plans(ports));
    state = TRY(TRY(ports.store.begin_read())->plans().find(plan.plan.id))->state;
  }
  print("tasks of a plan", static_cast<double>(rows) / seconds_since(started), "rows/s");
  print("peak memory after the plan", peak_MiB(), "MiB");

  const auto person = [rows](std::size_t i) { return somebody(i * 7'919 % rows); };
  TRY(ask("first page of people", [&](std::size_t) { return app::list_persons(ports, clerk, "", ""); }));
  std::string cursor;
  TRY(ask("next page of people", [&](std::size_t) -> Result<void> {
    cursor = TRY(app::list_persons(ports, clerk, "", cursor)).next.value_or("");
    return {};
  }));
  TRY(ask("search by ID number",
          [&](std::size_t i) { return app::list_persons(ports, clerk, person(i).id_number, ""); }));
  TRY(ask("search by phone",
          [&](std::size_t i) { return app::list_persons(ports, clerk, person(i).phone, ""); }));
  TRY(ask("search by name",
          [&](std::size_t i) { return app::list_persons(ports, clerk, person(i).name, ""); }));
  TRY(ask("first page of pending tasks",
          [&](std::size_t) { return app::list_tasks(ports, clerk, TaskState::kPending, plan.plan.id, ""); }));
  for (const auto& [name, region] : {std::pair{"a village's", "999999001001"}, {"a town's", "999999001"}}) {
    auto helper = clerk;
    helper.role = OperatorRole::kVillageHelper;
    helper.region = RegionCode::parse(region);
    TRY(ask(fmt::format("first page of {} people", name),
            [&](std::size_t) { return app::list_persons(ports, helper, "", ""); }));
    cursor.clear();
    TRY(ask(fmt::format("next page of {} tasks", name), [&](std::size_t) -> Result<void> {
      auto page = TRY(app::list_tasks(ports, helper, TaskState::kPending, {}, cursor));
      cursor = page.next.value_or("");
      return {};
    }));
    // Of a state that none is in, so that all of the scope is looked through.
    TRY(ask(fmt::format("no suspended task among {}", name),
            [&](std::size_t) { return app::list_tasks(ports, helper, TaskState::kSuspended, {}, ""); }));
  }
  TRY(ask(
      "plans with counts of their tasks", [&](std::size_t) { return app::list_plans(ports, clerk); },
      kCounted));
  TRY(ask(
      "a plan's progress by place",
      [&](std::size_t) { return app::view_plan_progress(ports, clerk, plan.plan.id, ""); }, kCounted));
  TRY(ask(
      "desk with what waits", [&](std::size_t) { return app::view_desk(ports, clerk); }, kCounted));
  const app::Period year{.from = "2026-01-01", .to = "2026-12-31"};
  TRY(ask(
      "figures of the agency", [&](std::size_t) { return app::view_insight(ports, clerk, year, ""); },
      kCounted));
  const auto plans = TRY(app::list_plans(ports, clerk));
  if (plans.front().tasks.value().front().second != static_cast<std::int64_t>(rows))
    return fail(ErrorCode::kInternal, "not everybody has a task");
  print("peak memory", peak_MiB(), "MiB");
  return {};
}

int main_with(std::span<char*> arguments) {
  std::size_t rows = 0;
  const std::string_view number = arguments[1];
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), rows);
  if (error != std::errc() || end != number.data() + number.size() || rows == 0 || rows > 10'000'000) {
    std::cerr << "ROWS: 1 to 10,000,000\n";
    return 2;
  }
  Config config;
  config.data = arguments[2];
  if (arguments.size() > 3) config.postgres = arguments[3];
  const auto wiring = Wiring::create(config, Wiring::Engines::kLeaveOut);
  const auto done = wiring ? run((*wiring)->ports(), rows, config.data) : Result<void>(fail(wiring.error()));
  if (done) return 0;
  std::cerr << done.error().detail << '\n';
  return 1;
}

}  // namespace
}  // namespace jianzai

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) {
    std::cerr << "bench_db ROWS FOLDER [POSTGRES]\n";
    return 2;
  }
  return jianzai::main_with({argv, static_cast<std::size_t>(argc)});
}
