#include "cli/workday_commands.h"

#include <iostream>

#include "cli/test_commands.h"

namespace jianzai::cli {
namespace {

using namespace std::chrono;
namespace fs = std::filesystem;

constexpr std::string_view kList = R"({"$schema": "x", "year": 2027, "papers": [], "days": [
  {"name": "元旦", "date": "2027-01-01", "isOffDay": true},
  {"name": "元旦", "date": "2027-01-02", "isOffDay": true},
  {"name": "元旦", "date": "2027-01-03", "isOffDay": false}]})";

testing::Ran run(std::vector<std::string> words) {
  words.insert(words.begin(), {"workday", "add"});
  return testing::run_command(
      [](CLI::App& app, int& exit_code) {
        const WithPorts nowhere = [](const std::function<int(app::Ports&)>&) {
          std::cerr << "the database was opened";
          return 3;
        };
        (void)add_workday_commands(app, nowhere, exit_code);
      },
      std::move(words));
}

TEST(WorkdayList, reads_a_year_as_holiday_cn_publishes_it) {
  auto calendar = WorkdayCalendar::with_published_years();
  EXPECT_FALSE(calendar.known(2027y));
  ASSERT_TRUE(add_workday_list(calendar, kList));
  EXPECT_TRUE(calendar.known(2027y));
  EXPECT_FALSE(calendar.is_workday(2027y / 1 / 1));
  EXPECT_TRUE(calendar.is_workday(2027y / 1 / 3)) << "a Sunday on which people work";
}

TEST(WorkdayList, says_what_is_wrong_and_changes_nothing) {
  auto calendar = WorkdayCalendar::with_published_years();
  const auto why = [&](std::string_view text) {
    const auto added = add_workday_list(calendar, text);
    return added ? std::string("none") : added.error().detail;
  };
  EXPECT_NE(why("").find("no list"), std::string::npos);
  EXPECT_NE(why("[]").find("no list"), std::string::npos);
  EXPECT_NE(why(R"({"year": 2027, "days": []})").find("missing"), std::string::npos);
  EXPECT_NE(why(R"({"year": 20270, "days": [1]})").find("between"), std::string::npos);
  EXPECT_NE(why(R"({"year": 2027, "days": [{"date": "2027-02-30", "isOffDay": true}]})").find("entry 1"),
            std::string::npos);
  EXPECT_NE(why(R"({"year": 2027, "days": [{"date": "2025-01-01", "isOffDay": true}]})").find("2027"),
            std::string::npos);
  EXPECT_NE(why(R"({"year": 2027, "days": [{"date": "2027-01-01", "isOffDay": true},
                                          {"date": "2027-01-01", "isOffDay": false}]})")
                .find("twice"),
            std::string::npos);
  // A Friday: people work then anyway.
  EXPECT_NE(why(R"({"year": 2027, "days": [{"date": "2027-01-01", "isOffDay": false}]})").find("working day"),
            std::string::npos);
  EXPECT_FALSE(calendar.known(2027y));
}

TEST(WorkdayCommand, prints_the_day_and_warns_when_a_year_is_missing) {
  const fs::path folder = fs::path(::testing::TempDir()) / "workdays";
  fs::create_directories(folder);
  std::ofstream(folder / "2027.json") << kList;
  EXPECT_EQ(run({"2026-09-30", "3", "--lists", folder.string()}).out, "2026-10-10\n");
  const auto over_new_year = run({"2026-12-30", "3", "--lists", folder.string()});
  EXPECT_EQ(over_new_year.exit_code, 0);
  EXPECT_EQ(over_new_year.out, "2027-01-04\n");
  const auto unknown = run({"2026-12-30", "3", "--lists", (folder / "none").string()});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_NE(unknown.err.find("only weekends"), std::string::npos);
  const auto no_day = run({"tomorrow", "3"});
  EXPECT_EQ(no_day.exit_code, 1);
  EXPECT_EQ(no_day.err.find("opened"), std::string::npos);
  std::ofstream(folder / "2028.json") << "{";
  const auto damaged = run({"2026-12-30", "3", "--lists", folder.string()});
  EXPECT_EQ(damaged.exit_code, 1);
  EXPECT_NE(damaged.err.find("2028.json"), std::string::npos);
  fs::remove_all(folder);
}

TEST(WorkdayCommand, asks_the_server_what_it_knows_where_no_folder_is_named) {
  const auto ran = run({"2026-09-30", "3"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_NE(ran.err.find("the database was opened"), std::string::npos);
}

}  // namespace
}  // namespace jianzai::cli
