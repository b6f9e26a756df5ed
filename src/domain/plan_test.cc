#include "domain/plan.h"

#include <gtest/gtest.h>

namespace jianzai {
namespace {

using namespace std::chrono;

constexpr Date kToday = 2026y / November / 26;

Plan plan_of(std::optional<PlanDates> dates) {
  Plan plan{.id = *PlanId::parse("01kc0000000000000000000000"),
            .agency = *AgencyId::parse("01kc0000000000000000000001"),
            .name = "春季",
            .category = "ENTERPRISE_PENSION",
            .region = {},
            .dates = dates,
            .verify_days = 30,
            .grace_days = 5,
            .hours = {},
            .made_at = {}};
  return plan;
}

Entitlement entitlement_of(Date started_on, std::optional<Date> last_passed_on = {}) {
  return {.category = {.code = "ENTERPRISE_PENSION",
                       .name = "企业职工",
                       .rule = {.kind = DueRuleKind::kRollingMonthEnd, .months = 12}},
          .started_on = started_on,
          .last_passed_on = last_passed_on};
}

TEST(PlanWindow, is_the_same_for_all_where_the_plan_has_dates) {
  const Plan plan = plan_of(PlanDates{2026y / January / 10, 2026y / June / 30});
  const auto window = window_of(plan, entitlement_of(2020y / March / 1), 2026y / January / 2);
  ASSERT_TRUE(window);
  EXPECT_EQ(window->self_from, 2026y / January / 10);
  EXPECT_EQ(window->self_to, 2026y / June / 30);
  EXPECT_EQ(window->verify_to, 2026y / July / 30);
  EXPECT_EQ(window->grace_days, 5);
}

TEST(PlanWindow, leaves_time_to_who_was_never_asked) {
  const Date in_sixty_days = 2027y / January / 25;
  const auto late = window_of(plan_of({}), entitlement_of(2015y / March / 1), kToday);
  ASSERT_TRUE(late);
  EXPECT_EQ(late->self_from, 2015y / March / 1);
  EXPECT_EQ(late->self_to, in_sixty_days);
  EXPECT_EQ(late->verify_to, 2027y / February / 24);  // 30 days of looking for the person
  // A roster tells of the last pass: due in five days, or long ago.
  for (const Date passed : {2025y / November / 3, 2019y / May / 2}) {
    auto listed = entitlement_of(2015y / March / 1, passed);
    listed.is_pass_listed = true;
    const auto window = window_of(plan_of({}), listed, kToday);
    ASSERT_TRUE(window);
    EXPECT_EQ(window->self_to, in_sixty_days);
    EXPECT_LT(window->self_from, kToday);
  }
  // Due later than that: on its own day.
  auto later = entitlement_of(2015y / March / 1, 2026y / January / 5);
  later.is_pass_listed = true;
  EXPECT_EQ(window_of(plan_of({}), later, 2026y / December / 2)->self_to, 2027y / January / 31);
  // Who passed here was told when the next one is due, and is asked until then; not where that is over.
  const auto told = entitlement_of(2015y / March / 1, 2025y / November / 3);
  EXPECT_EQ(window_of(plan_of({}), told, kToday)->self_to, 2026y / November / 30);
  EXPECT_EQ(window_of(plan_of({}), told, 2026y / December / 1)->self_to, 2027y / January / 30);
  EXPECT_EQ(window_of(plan_of({}), entitlement_of(2026y / November / 20), kToday)->self_to,
            2027y / November / 30);
  const Plan ending = plan_of(PlanDates{2026y / January / 10, kToday});
  EXPECT_EQ(window_of(ending, entitlement_of(2020y / March / 1), kToday)->verify_to, 2026y / December / 26);
}

TEST(PlanWindow, asks_nobody_who_proved_it_in_these_days_or_began_after_them) {
  const Plan plan = plan_of(PlanDates{2026y / January / 10, 2026y / June / 30});
  EXPECT_FALSE(window_of(plan, entitlement_of(2020y / March / 1, 2026y / January / 10), kToday));
  EXPECT_TRUE(window_of(plan, entitlement_of(2020y / March / 1, 2026y / January / 9), kToday));
  EXPECT_FALSE(window_of(plan, entitlement_of(2026y / July / 1), kToday));
  EXPECT_TRUE(window_of(plan, entitlement_of(2026y / June / 30), kToday));
}

TEST(PlanWindow, follows_the_cycle_of_each_where_the_plan_has_none) {
  const Plan plan = plan_of({});
  const auto due = window_of(plan, entitlement_of(2020y / March / 1, 2025y / December / 3), kToday);
  ASSERT_TRUE(due);
  EXPECT_EQ(due->self_to, 2026y / December / 31);
  EXPECT_EQ(due->verify_to, 2027y / January / 30);
  // Passed in March: nothing is asked before the cycle opens, 60 days before the end of March.
  const auto later = entitlement_of(2020y / March / 1, 2026y / March / 3);
  EXPECT_FALSE(window_of(plan, later, kToday));
  EXPECT_TRUE(window_of(plan, later, 2027y / January / 30));
}

TEST(OpeningHours, are_read_and_written) {
  for (const auto* text : {"08:00-18:00", "00:00-24:00", "09:30-09:31"}) {
    const auto hours = opening_hours_from(text);
    ASSERT_TRUE(hours) << text;
    EXPECT_EQ(to_text(*hours), text);
  }
  for (const auto* text : {"", "8:00-18:00", "08:00-08:00", "18:00-08:00", "08:60-18:00", "08:00-24:01",
                           "08:00 18:00", "ab:00-18:00", "-1:00-18:00"}) {
    EXPECT_FALSE(opening_hours_from(text)) << text;
  }
}

TEST(OpeningHours, are_those_of_china) {
  const auto hours = *opening_hours_from("08:00-18:00");
  const Time midnight = china_midnight(kToday);
  EXPECT_FALSE(is_open(hours, midnight + 7h + 59min));
  EXPECT_TRUE(is_open(hours, midnight + 8h));
  EXPECT_TRUE(is_open(hours, midnight + 17h + 59min));
  EXPECT_FALSE(is_open(hours, midnight + 18h));
}

TEST(PlanState, has_names) {
  for (const auto state : {PlanState::kFilling, PlanState::kOpen, PlanState::kClosed})
    EXPECT_EQ(plan_state_from(to_text(state)), state);
}

}  // namespace
}  // namespace jianzai
