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

#include "app/assisted_proofs.h"
#include "app/insight.h"
#include "app/operators.h"
#include "app/plan_progress.h"
#include "app/plans.h"
#include "app/roster/life_signs.h"
#include "app/roster/roster.h"
#include "app/set_up_agency.h"
#include "app/suspensions.h"
#include "app/sweep.h"
#include "app/tickets.h"
#include "app/view_persons.h"
#include "app/view_reviews.h"
#include "app/write.h"
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

// What a year leaves behind, so that lists and counts have rows to look through: one attempt for ten people,
// a quarter of them failed; and for one person in two hundred a pending review, an open ticket, a visit, a
// proof that waits for its second person and a reported loss.
Result<void> leave_work(app::Ports& ports, const Operator& clerk) {
  const Time now = ports.clock.now();
  const Date today = china_date(now);
  const Account account{.id = AccountId::make(ports.clock, ports.random),
                        .name = Secret(std::string("试家属")),
                        .id_number = {},
                        .phone = Secret(std::string("19999999999")),
                        .password_hash = "none",
                        .terms_version = ports.settings.terms_version,
                        .created_at = now};
  TRY(app::write(ports.store, [&](app::Transaction& transaction) {
    return transaction.accounts().insert(account, "bench-account");
  }));
  std::size_t nth = 0;
  const auto leave = [&](app::Transaction& transaction, const Person& person) -> Result<void> {
    if (nth % 10 != 0) return {};
    const Time opened_at = now - std::chrono::minutes(nth % (300 * 1440));
    const Consent consent{.id = ConsentId::make(ports.clock, ports.random),
                          .account = account.id,
                          .person = person.id,
                          .text_version = ports.settings.consent_version,
                          .granted_at = opened_at};
    const bool is_done = nth % 40 != 0;
    Attempt attempt{.id = AttemptId::make(ports.clock, ports.random),
                    .account = account.id,
                    .person = person.id,
                    .consent = consent.id,
                    .challenge = {},
                    .step_revealed_at = opened_at,
                    .findings = {},
                    .nonce = "nonce",
                    .opened_at = opened_at,
                    .deadline = opened_at + minutes(10),
                    .decided_at = {},
                    .decision = {},
                    .network_set = "bench",
                    .next_due_on = {},
                    .age_band = age_band_of(75),
                    .channel = AttemptChannel::kRelative,
                    .is_first_try = true};
    TRY(transaction.consents().insert(consent, "consent-" + person.id.text()));
    TRY(transaction.attempts().insert(attempt));
    attempt.state = AttemptState::kDecided;
    attempt.decided_at = opened_at + minutes(1);
    attempt.decision = Decision{.result = is_done ? AttemptResult::kPassed : AttemptResult::kNotPassed,
                                .reason = is_done ? std::nullopt : std::optional(Reason::kNotSame),
                                .score = is_done ? 0.6 : 0.1,
                                .normalised = {},
                                .threshold = 0.4};
    TRY(transaction.attempts().update(attempt, AttemptState::kOpen));
    if (nth % 200 != 0) return {};
    TRY(transaction.reviews().insert({.id = ReviewId::make(ports.clock, ports.random),
                                      .attempt = attempt.id,
                                      .person = person.id,
                                      .opened_at = opened_at,
                                      .due_on = today,
                                      .due_is_certain = true,
                                      .note = {},
                                      .decided_by = {},
                                      .decided_at = {}}));
    for (const auto kind : {TicketKind::kCallback, TicketKind::kVisit}) {
      TRY(transaction.tickets().insert({.id = TicketId::make(ports.clock, ports.random),
                                        .agency = clerk.agency,
                                        .account = account.id,
                                        .person = person.id,
                                        .kind = kind,
                                        .phone = person.phone,
                                        .note = Secret(std::string("请回电")),
                                        .opened_at = opened_at,
                                        .due_on = today},
                                       fmt::format("ticket-{}-{}", nth, to_text(kind))));
    }
    TRY(transaction.assisted_proofs().insert({.id = AssistedProofId::make(ports.clock, ports.random),
                                              .person = person.id,
                                              .agency = clerk.agency,
                                              .seen_on = today,
                                              .made_by = clerk.id,
                                              .made_at = opened_at},
                                             fmt::format("proof-{}", nth)));
    TRY(transaction.life_signs().insert({.id = LifeSignId::make(ports.clock, ports.random),
                                         .person = person.id,
                                         .agency = clerk.agency,
                                         .kind = LifeSignKind::kEmigration,
                                         .source = "公安",
                                         .on = today,
                                         .received_at = opened_at}));
    return {};
  };
  std::string cursor;
  do {
    TRY(app::write(ports.store, [&](app::Transaction& transaction) -> Result<void> {
      auto page = TRY(transaction.persons().page(clerk.scope(), {}, cursor, 1'000));
      for (const Person& person : page.rows) {
        TRY(leave(transaction, person));
        ++nth;
      }
      cursor = page.next.value_or("");
      return {};
    }));
  } while (!cursor.empty());
  return {};
}

Result<void> run(app::Ports& ports, std::size_t rows, const std::filesystem::path& folder) {
  const auto agency = TRY(app::add_agency(ports, {"测试市", "", "0000", ""}));
  const auto clerk = TRY(app::add_operator(ports, {.agency = agency.id,
                                                   .login = "bench",
                                                   .name = "试经办",
                                                   .role = OperatorRole::kClerk,
                                                   .password = Secret(std::string("not a secret"))}));
  const auto reviewer = TRY(app::add_operator(ports, {.agency = agency.id,
                                                      .login = "bench-reviewer",
                                                      .name = "试审核",
                                                      .role = OperatorRole::kReviewer,
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

  TRY(leave_work(ports, clerk));
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
  TRY(ask("first page of reviews", [&](std::size_t) { return app::list_reviews(ports, reviewer, ""); }));
  TRY(ask("first page of tickets",
          [&](std::size_t) { return app::list_open_tickets(ports, clerk, "", ""); }));
  TRY(ask("first page of proofs",
          [&](std::size_t) { return app::list_proposed_proofs(ports, reviewer, ""); }));
  TRY(ask("first page of losses", [&](std::size_t) { return app::list_losses(ports, reviewer, ""); }));
  TRY(ask(
      "desk with what waits", [&](std::size_t) { return app::view_desk(ports, reviewer); }, kCounted));
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
