#include "domain/due_rule.h"

#include <gtest/gtest.h>

namespace jianzai {
namespace {

using namespace std::chrono;

Date due_after(const DueRule& rule, Date passed_on) { return cycle_after_pass(rule, passed_on).due_on; }

TEST(DueRule, rolling_day_keeps_the_day_or_takes_the_months_last) {
  const DueRule yearly{DueRuleKind::kRollingDay, 12, {}};
  EXPECT_EQ(due_after(yearly, 2026y / March / 10), 2027y / March / 10);
  EXPECT_EQ(due_after(yearly, 2028y / February / 29), 2029y / February / 28);
  EXPECT_EQ(due_after({DueRuleKind::kRollingDay, 6, {}}, 2026y / August / 31), 2027y / February / 28);
}

TEST(DueRule, rolling_month_end_counts_from_the_month_after_the_pass) {
  const DueRule yearly{DueRuleKind::kRollingMonthEnd, 12, {}};
  EXPECT_EQ(due_after(yearly, 2026y / March / 1), 2027y / March / 31);
  EXPECT_EQ(due_after(yearly, 2026y / March / 31), 2027y / March / 31);
  EXPECT_EQ(due_after(yearly, 2027y / February / 3), 2028y / February / 29);
}

TEST(DueRule, rolling_month_inclusive_counts_the_month_of_the_pass) {
  EXPECT_EQ(due_after({DueRuleKind::kRollingMonthInclusive, 12, {}}, 2026y / March / 10),
            2027y / February / 28);
  EXPECT_EQ(due_after({DueRuleKind::kRollingMonthInclusive, 6, {}}, 2026y / July / 31),
            2026y / December / 31);
}

TEST(DueRule, fixed_windows_ask_once_in_each_window) {
  const DueRule halves{DueRuleKind::kFixedWindow, 0, *windows_from("01-01..06-30,07-01..12-31")};
  EXPECT_EQ(due_after(halves, 2026y / January / 1), 2026y / December / 31);
  EXPECT_EQ(due_after(halves, 2026y / July / 1), 2027y / June / 30);
  EXPECT_EQ(cycle_after_pass(halves, 2026y / November / 24).opens_on, 2027y / January / 1);
  const DueRule spring{DueRuleKind::kFixedWindow, 0, *windows_from("01-10..06-30")};
  // In the window, on its first day or its last: the next one.
  EXPECT_EQ(due_after(spring, 2026y / January / 10), 2027y / June / 30);
  EXPECT_EQ(due_after(spring, 2026y / June / 30), 2027y / June / 30);
  // A late pass, after the window, makes good for that one, and skips none.
  EXPECT_EQ(due_after(spring, 2026y / August / 1), 2027y / June / 30);
  EXPECT_EQ(due_after(spring, 2027y / January / 9), 2027y / June / 30);
  EXPECT_EQ(first_cycle(spring, 2026y / June / 30).due_on, 2026y / June / 30);
  EXPECT_EQ(first_cycle(spring, 2026y / August / 1).due_on, 2027y / June / 30);
}

TEST(DueRule, fixed_windows_leave_no_more_than_a_window_and_a_year_between_two_passes) {
  for (const auto* windows : {"01-10..06-30", "01-01..06-30,07-01..12-31", "03-01..03-31,09-01..09-30"}) {
    const DueRule rule{DueRuleKind::kFixedWindow, 0, *windows_from(windows)};
    for (sys_days day = 2026y / January / 1; day < sys_days(2028y / January / 1); day += days(1)) {
      const Date passed(day);
      const Cycle next = cycle_after_pass(rule, passed);
      EXPECT_GT(sys_days(next.opens_on), day) << windows << " " << to_iso(passed);
      EXPECT_LE(sys_days(next.opens_on) - day, days(366)) << windows << " " << to_iso(passed);
    }
  }
}

TEST(DueRule, rolling_cycles_open_sixty_days_before_they_are_due) {
  EXPECT_EQ(cycle_after_pass({DueRuleKind::kRollingDay, 12, {}}, 2026y / March / 10).opens_on,
            2027y / January / 9);
  EXPECT_EQ(first_cycle({DueRuleKind::kRollingDay, 12, {}}, 2026y / March / 10).opens_on, 2026y / March / 10);
}

TEST(DueRule, windows_and_kinds_survive_storage) {
  for (const auto* text : {"01-01..06-30,07-01..12-31", "02-29..02-29", ""}) {
    ASSERT_TRUE(windows_from(text)) << text;
    EXPECT_EQ(windows_to_text(*windows_from(text)), text);
  }
  for (const auto* text :
       {"06-30..01-01", "01-01..06-30,06-30..12-31", "01-01..06-30,", "1-1..6-30", "01-01..06-31"}) {
    EXPECT_FALSE(windows_from(text)) << text;
  }
  for (const auto* text : {"FIXED_WINDOW", "ROLLING_DAY", "ROLLING_MONTH_END", "ROLLING_MONTH_INCLUSIVE"}) {
    EXPECT_EQ(to_text(*due_rule_kind_from(text)), text);
  }
  EXPECT_FALSE(due_rule_kind_from("YEARLY"));
}

}  // namespace
}  // namespace jianzai
