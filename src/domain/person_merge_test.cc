#include "domain/person_merge.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace jianzai {
namespace {

using namespace std::chrono;

std::vector<std::string> texts_of(const std::vector<MergeBar>& bars) {
  std::vector<std::string> texts;
  for (const auto bar : bars) texts.emplace_back(to_text(bar));
  return texts;
}

TEST(PersonMerge, is_barred_by_what_is_open_on_either_side) {
  EXPECT_TRUE(merge_bars({}, {}).empty());
  const std::vector<std::pair<bool MergeSide::*, std::string>> of_either{
      {&MergeSide::has_loss, "LOSS"},
      {&MergeSide::has_open_review, "OPEN_REVIEW"},
      {&MergeSide::has_open_attempt, "OPEN_ATTEMPT"},
      {&MergeSide::has_open_proof, "OPEN_PROOF"},
      {&MergeSide::has_suspension, "SUSPENSION"},
      {&MergeSide::has_other_merge, "OTHER_MERGE"}};
  for (const auto& [member, text] : of_either) {
    MergeSide side;
    side.*member = true;
    EXPECT_EQ(texts_of(merge_bars(side, {})), std::vector{text});
    EXPECT_EQ(texts_of(merge_bars({}, side)), std::vector{text});
  }
}

TEST(PersonMerge, takes_one_account_and_tells_the_paying_side_of_no_other_number) {
  EXPECT_TRUE(merge_bars({.has_account = true}, {}).empty());
  EXPECT_TRUE(merge_bars({}, {.has_account = true}).empty());
  EXPECT_EQ(texts_of(merge_bars({.has_account = true}, {.has_account = true})),
            std::vector<std::string>{"TWO_ACCOUNTS"});
  EXPECT_TRUE(merge_bars({.has_waiting_payroll = true}, {}).empty());
  EXPECT_EQ(texts_of(merge_bars({}, {.has_waiting_payroll = true})),
            std::vector<std::string>{"WAITING_PAYROLL"});
}

TEST(PersonMerge, never_postpones_a_proof) {
  const Category yearly{
      .code = "ENTERPRISE_PENSION", .name = "养老", .rule = {.kind = DueRuleKind::kRollingDay, .months = 12}};
  const auto began = [&](Date day, std::optional<Date> passed = {}) {
    return Entitlement{.category = yearly, .started_on = day, .last_passed_on = passed};
  };
  const auto recent = began(2020y / January / 1, 2026y / October / 1);
  const auto older = began(2021y / January / 1, 2025y / December / 1);
  const auto never = began(2026y / March / 1);
  for (const auto& [kept, other, due] : {std::tuple{recent, older, older},
                                         {older, recent, older},
                                         {recent, never, never},
                                         {never, older, older}}) {
    const auto merged = due_earlier(kept, other);
    EXPECT_EQ(merged.last_passed_on, due.last_passed_on);
    EXPECT_EQ(merged.cycle().due_on, due.cycle().due_on);
    EXPECT_LE(sys_days(merged.cycle().due_on), sys_days(kept.cycle().due_on));
    EXPECT_LE(sys_days(merged.cycle().due_on), sys_days(other.cycle().due_on));
  }
}

TEST(PersonMerge, counts_a_benefit_that_both_have_by_the_kept_persons_rule) {
  const auto entitled = [](int months, Date passed) {
    return Entitlement{.category = {.code = "SURVIVOR",
                                    .name = "抚恤",
                                    .rule = {.kind = DueRuleKind::kRollingDay, .months = months}},
                       .started_on = 2020y / January / 1,
                       .last_passed_on = passed};
  };
  const auto merged = due_earlier(entitled(12, 2026y / May / 1), entitled(3, 2026y / June / 1));
  EXPECT_EQ(merged.category.rule.months, 12);
  EXPECT_EQ(merged.last_passed_on, 2026y / May / 1);
}

TEST(PersonMerge, keeps_of_two_tasks_the_one_that_still_asks_then_the_one_that_ends_first) {
  const FakeClock clock(from_unix_ms(1'764'000'000'000));
  SeededRandom random(7);
  const auto plan = PlanId::make(clock, random);
  const auto task = [&](TaskState state, Date from, Date to) {
    return Task{.id = TaskId::make(clock, random),
                .plan = plan,
                .person = PersonId::make(clock, random),
                .agency = AgencyId::make(clock, random),
                .window = {.self_from = from, .self_to = to, .verify_to = to},
                .state = state};
  };
  const auto passed = task(TaskState::kPassed, 2026y / January / 1, 2026y / June / 30);
  const auto asks = task(TaskState::kVerifying, 2026y / January / 1, 2026y / June / 30);
  const auto asks_too = task(TaskState::kPending, 2026y / January / 1, 2026y / June / 30);
  const auto asks_later = task(TaskState::kPending, 2026y / July / 1, 2026y / December / 31);
  EXPECT_TRUE(collide(passed, asks));
  EXPECT_TRUE(collide(asks, asks_later));
  EXPECT_FALSE(collide(passed, asks_later));
  auto elsewhere = asks;
  elsewhere.plan = PlanId::make(clock, random);
  EXPECT_FALSE(collide(asks, elsewhere));

  EXPECT_TRUE(takes_place_of(asks, passed));
  EXPECT_FALSE(takes_place_of(passed, asks));
  EXPECT_TRUE(takes_place_of(asks, asks_later));
  EXPECT_FALSE(takes_place_of(asks_later, asks));
  EXPECT_FALSE(takes_place_of(asks_too, asks));
  EXPECT_FALSE(takes_place_of(passed, passed));
}

TEST(PersonMerge, is_stored_by_name) {
  for (const auto reason :
       {MergeReason::kMistyped, MergeReason::kOldNumber, MergeReason::kChangedNumber, MergeReason::kOther})
    EXPECT_EQ(merge_reason_from(to_text(reason)), reason);
  for (const auto state : {MergeState::kProposed, MergeState::kConfirmed, MergeState::kRefused})
    EXPECT_EQ(merge_state_from(to_text(state)), state);
  EXPECT_FALSE(merge_reason_from("RUMOUR"));
}

}  // namespace
}  // namespace jianzai
