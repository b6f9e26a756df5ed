#include "domain/workday.h"

#include <gtest/gtest.h>

namespace jianzai {
namespace {

using namespace std::chrono;

TEST(Workday, agrees_with_the_vectors_for_2026) {
  const auto calendar = WorkdayCalendar::with_published_years();
  const auto due = [&](Date day) { return calendar.nth_workday_after(day, 3).on; };
  EXPECT_EQ(due(2026y / 2 / 13), 2026y / 2 / 25);
  EXPECT_EQ(due(2026y / 2 / 14), 2026y / 2 / 26);
  EXPECT_EQ(due(2026y / 4 / 30), 2026y / 5 / 8);
  EXPECT_EQ(due(2026y / 9 / 18), 2026y / 9 / 22);
  EXPECT_EQ(due(2026y / 9 / 30), 2026y / 10 / 10);
}

TEST(Workday, says_when_a_years_list_is_missing) {
  const auto calendar = WorkdayCalendar::with_published_years();
  EXPECT_TRUE(calendar.nth_workday_after(2026y / 11 / 24, 3).is_certain);
  const auto over_new_year = calendar.nth_workday_after(2026y / 12 / 30, 3);
  EXPECT_FALSE(over_new_year.is_certain);
  EXPECT_EQ(over_new_year.on, 2027y / 1 / 4);  // 31 December, 1 and 4 January: no list, no holiday
}

TEST(Workday, a_years_list_can_be_added_and_corrected) {
  auto calendar = WorkdayCalendar::with_published_years();
  calendar.add_year(2027y, {{2027y / 1 / 1, false}, {2027y / 1 / 2, false}, {2027y / 1 / 3, true}});
  const auto due = calendar.nth_workday_after(2026y / 12 / 30, 3);
  EXPECT_TRUE(due.is_certain);
  EXPECT_EQ(due.on, 2027y / 1 / 4);  // 31 December, Sunday the 3rd, the 4th
  calendar.add_year(2027y, {{2027y / 1 / 1, false}});
  EXPECT_FALSE(calendar.is_workday(2027y / 1 / 3)) << "what the earlier list said is gone";
}

TEST(Workday, lists_are_added_and_looked_at_day_by_day) {
  const WorkdayList list{.year = 2027y,
                         .days = {{.day = 2027y / 1 / 1, .works = false, .name = "元旦"},
                                  {.day = 2026y / 12 / 27, .works = true, .name = "元旦"}}};
  EXPECT_TRUE(has_holiday(list));
  for (const auto& day : list.days) EXPECT_FALSE(listed_day_fault(2027y, day)) << to_iso(day.day);
  auto calendar = WorkdayCalendar::with_published_years();
  calendar.add(list);
  EXPECT_FALSE(calendar.is_workday(2027y / 1 / 1));
  EXPECT_TRUE(calendar.is_workday(2026y / 12 / 27));
  EXPECT_TRUE(calendar.known(2027y));
  EXPECT_EQ(listed_day_fault(2027y, {.day = 2025y / 12 / 31, .works = false, .name = ""}),
            ListedDayFault::kYear);
  EXPECT_EQ(listed_day_fault(2027y, {.day = 2029y / 1 / 1, .works = false, .name = ""}),
            ListedDayFault::kYear);
  EXPECT_EQ(listed_day_fault(2027y, {.day = 2027y / 1 / 4, .works = true, .name = ""}),
            ListedDayFault::kNotWeekend);
  EXPECT_FALSE(has_holiday({.year = 2026y, .days = {list.days[0]}}));
  EXPECT_FALSE(has_holiday({.year = 2026y, .days = {list.days[1]}}));
}

TEST(Workday, counts_the_days_that_are_left_without_weekends_and_holidays) {
  const auto calendar = WorkdayCalendar::with_published_years();
  const Date friday = 2026y / 11 / 27;
  EXPECT_EQ(calendar.workdays_until(friday, friday), 0);
  EXPECT_EQ(calendar.workdays_until(2026y / 11 / 30, friday), 1);
  EXPECT_EQ(calendar.workdays_until(2026y / 12 / 2, friday), 3);
  EXPECT_EQ(calendar.workdays_until(2026y / 10 / 8, 2026y / 9 / 30), 1)
      << "the National Day holiday lies between";
  EXPECT_EQ(calendar.workdays_until(friday, 2026y / 11 / 28), -1)
      << "over, though no working day has come since";
  EXPECT_EQ(calendar.workdays_until(friday, 2026y / 12 / 1), -2);
}

TEST(Workday, misses_this_years_list_always_and_the_next_ones_from_november_on) {
  auto calendar = WorkdayCalendar::with_published_years();
  EXPECT_FALSE(calendar.missing_year(2026y / 10 / 31));
  EXPECT_EQ(calendar.missing_year(2026y / 11 / 1), 2027y);
  EXPECT_EQ(calendar.missing_year(2027y / 1 / 1), 2027y);
  EXPECT_EQ(calendar.missing_year(2025y / 12 / 31), 2025y);
  calendar.add_year(2027y, {{2027y / 1 / 1, false}});
  EXPECT_FALSE(calendar.missing_year(2026y / 12 / 31));
  EXPECT_EQ(calendar.known_years().size(), 2U);
}

}  // namespace
}  // namespace jianzai
