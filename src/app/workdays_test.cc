#include "app/workdays.h"

#include "app/audit.h"
#include "app/system.h"
#include "app/test_world.h"
#include "app/tickets.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

using namespace testing;
using namespace std::chrono;

constexpr std::string_view kList =
    "日期,类型,名称\n2027-01-01,休,元旦\n2027/1/2,休,元旦\n2027.1.3,休,元旦\n2026-12-27,班,元旦\n"
    "20270206,班,春节\n2027-02-05,休,春节\n";

class Workdays : public World {
 protected:
  Operator admin() {
    if (!admin_) admin_ = add_operator_of(agency(), "system", OperatorRole::kSystemAdmin);
    return *admin_;
  }
  // `2 date VALUE; ...`
  std::string faults_of(std::string_view text, std::string_view year = "2027") {
    const auto reading = must(preview_workdays(admin(), year, as_bytes(text)));
    std::string faults;
    for (const auto& one : reading.faults)
      faults += std::to_string(one.line) + " " + one.field + " " + one.code + "; ";
    // What has faults is never taken over.
    if (!faults.empty()) {
      EXPECT_EQ(fields_of(set_workdays(ports, admin(), year, as_bytes(text)).error()), "list:ROWS") << text;
    }
    return faults;
  }
  WorkdayCalendar calendar() { return must(workday_calendar(ports, *must(ports.store.begin_read()))); }
  std::string log() {
    const auto auditor = add_operator_of(agency(), "auditor", OperatorRole::kAuditor);
    std::string log;
    for (const auto& one : must(list_audit(ports, auditor, "", {.login = "system"})).rows)
      log += std::string(to_text(one.entry.event.action)) + " " + one.entry.event.object + "; ";
    return log;
  }

 private:
  std::optional<Operator> admin_;
};

TEST_F(Workdays, of_a_year_are_previewed_taken_over_and_taken_back) {
  EXPECT_EQ(must(view_system(ports, admin())).missing_workday_year, 2027y);
  const auto reading = must(preview_workdays(admin(), "2027", as_bytes(kList)));
  EXPECT_TRUE(reading.faults.empty());
  ASSERT_EQ(reading.list.days.size(), 6U);
  EXPECT_EQ(reading.list.days.front(),
            (ListedDay{.day = 2026y / December / 27, .works = true, .name = "元旦"}));
  EXPECT_FALSE(calendar().known(2027y)) << "nothing was saved";

  const auto view = must(set_workdays(ports, admin(), "2027", as_bytes(kList)));
  EXPECT_FALSE(view.missing_year);
  EXPECT_TRUE(view.years.contains(2026y) && view.years.contains(2027y));
  ASSERT_EQ(view.lists.size(), 1U);
  EXPECT_EQ(view.lists[0].days, reading.list.days);
  EXPECT_TRUE(must(view_system(ports, admin())).alarms.empty());
  EXPECT_FALSE(must(missing_workday_year(ports)));
  EXPECT_FALSE(calendar().is_workday(2027y / February / 5));
  EXPECT_TRUE(calendar().is_workday(2027y / February / 6));
  EXPECT_TRUE(calendar().is_workday(2026y / December / 27));
  EXPECT_FALSE(calendar().is_workday(2026y / October / 1)) << "the other year's list stays";

  clock.advance(1s);
  must(set_workdays(ports, admin(), "2027", as_bytes(kList)));  // the same again: no second entry
  // A corrected one takes its place.
  must(set_workdays(ports, admin(), "2027", as_bytes("日期,类型\n2027-01-01,放假\n")));
  EXPECT_TRUE(calendar().is_workday(2027y / February / 5));
  clock.advance(1s);
  EXPECT_EQ(must(unset_workdays(ports, admin(), "2027")).missing_year, 2027y);
  EXPECT_EQ(code_of(unset_workdays(ports, admin(), "2027")), ErrorCode::kNotFound);
  EXPECT_EQ(log(), "UNSET_WORKDAYS 2027; IMPORT_WORKDAYS 2027; IMPORT_WORKDAYS 2027; ");
}

TEST_F(Workdays, that_were_handed_in_count_for_what_is_due) {
  const Account account = ready_citizen();
  const auto due = [&](std::string key) {
    const auto ticket = must(open_ticket(
        ports, account,
        {.kind = "CALLBACK", .phone = std::string(kPhone), .note = {}, .request_key = std::move(key)}));
    must(withdraw_ticket(ports, account, ticket.id));
    return ticket.due_on;
  };
  clock.set(china_midnight(2026y / December / 31) + 10h);
  const auto without = due("ticket-key-1");
  must(set_workdays(ports, admin(), "2027",
                    as_bytes("日期,类型\n2027-01-01,休\n2027-01-04,休\n2027-01-05,休\n")));
  EXPECT_EQ(sys_days(due("ticket-key-2")) - sys_days(without), days(5)) << to_iso(without);
}

TEST_F(Workdays, say_what_is_wrong_row_by_row) {
  EXPECT_EQ(faults_of("日期,类型\n2027-01,休\n,休\n2027-01-01,假\n2027-01-02,\n2027-02-30,休\n"),
            "2 date VALUE; 3 date REQUIRED; 4 kind VALUE; 5 kind REQUIRED; 6 date VALUE; ");
  EXPECT_EQ(
      faults_of("日期,类型\n2025-12-31,休\n2027-01-01,休\n2027-01-01,班\n2027-01-04,班\n2027-01-01,休\n"),
      "2 date YEAR; 4 date NOT_WEEKEND; 5 date NOT_WEEKEND; 6 date TWICE; ");
  EXPECT_EQ(faults_of("日期,类型\n2027-01-02,班\n"), "0  NO_HOLIDAY; ");
  EXPECT_EQ(faults_of("日期,类型\n2027-01-01,休\n", "2028"), "0  NO_HOLIDAY; ");
  EXPECT_EQ(faults_of("日期,名称\n2027-01-01,元旦\n"), "1 kind MISSING_COLUMN; ");
  EXPECT_EQ(faults_of("日期,类型\n2027-01-01,\"休\n"), "2  QUOTE; ");
  EXPECT_EQ(faults_of(""), "0  EMPTY; ");
  EXPECT_EQ(faults_of("PK\x03\x04 no workbook"), "0  WORKBOOK; ");
}

TEST_F(Workdays, of_a_file_that_is_too_long_are_not_read) {
  std::string many = "日期,类型,名称\n";
  for (sys_days day = 2027y / 1 / 1; day < sys_days(2028y / 3 / 1); day += days(1))
    many += to_iso(Date(day)) + ",休,\n";
  const auto reading = must(preview_workdays(admin(), "2027", as_bytes(many)));
  EXPECT_EQ(reading.list.days.size(), 400U);
  EXPECT_EQ(reading.faults.size(), 25U);
  const std::string huge(limits::kWorkdayListBytesMax + 1, 'x');
  EXPECT_EQ(code_of(preview_workdays(admin(), "2027", as_bytes(huge))), ErrorCode::kBodyTooLarge);
}

TEST_F(Workdays, are_changed_by_system_administrators) {
  for (const auto role : {OperatorRole::kAuditor, OperatorRole::kSecurityAdmin}) {
    const auto by = add_operator_of(agency(), std::string(to_text(role)), role);
    must(view_workdays(ports, by));
    EXPECT_EQ(code_of(preview_workdays(by, "2027", as_bytes(kList))), ErrorCode::kForbidden);
    EXPECT_EQ(code_of(set_workdays(ports, by, "2027", as_bytes(kList))), ErrorCode::kForbidden);
    EXPECT_EQ(code_of(unset_workdays(ports, by, "2027")), ErrorCode::kForbidden);
  }
  EXPECT_EQ(code_of(view_workdays(ports, clerk())), ErrorCode::kForbidden);
  for (const std::string_view year : {"", "x", "1999", "2201", "2027x"})
    EXPECT_EQ(code_of(set_workdays(ports, admin(), year, as_bytes(kList))), ErrorCode::kNotFound) << year;
}

}  // namespace
}  // namespace jianzai::app
