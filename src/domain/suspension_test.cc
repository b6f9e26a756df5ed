#include "domain/suspension.h"

#include <gtest/gtest.h>

namespace jianzai {
namespace {

using namespace std::chrono;

// Hejian (domain.md, 12): self-service to the end of June, verification to the end of October, then 5 days.
constexpr PlanWindow kWindow{
    .self_from = 2026y / 1 / 10, .self_to = 2026y / 6 / 30, .verify_to = 2026y / 10 / 31, .grace_days = 5};

SuspensionFacts facts() {
  return {.state = TaskState::kVerifying, .window = kWindow, .contact_channels = kContactChannelsMin};
}

TEST(Suspension, nothing_is_stopped_before_window_verification_and_grace_are_over) {
  EXPECT_EQ(last_protected_day(kWindow), 2026y / 11 / 5);
  using Bars = std::vector<SuspensionBar>;
  EXPECT_EQ(suspension_bars(facts(), 2026y / 11 / 5), Bars{SuspensionBar::kTooEarly});
  EXPECT_EQ(suspension_bars(facts(), 2026y / 11 / 6), Bars{});
  auto short_one = facts();
  short_one.window.verify_to = 2026y / 6 / 1;  // ends before self-service: that counts
  EXPECT_EQ(last_protected_day(short_one.window), 2026y / 7 / 5);
}

TEST(Suspension, each_open_matter_stands_against_it) {
  const Date day = 2026y / 12 / 1;
  const auto only = [&](auto change) {
    auto changed = facts();
    change(changed);
    const auto bars = suspension_bars(changed, day);
    return bars.size() == 1 ? std::string(to_text(bars.front())) : std::to_string(bars.size());
  };
  EXPECT_EQ(only([](auto& f) { f.contact_channels = 1; }), "TOO_FEW_CONTACTS");
  EXPECT_EQ(only([](auto& f) { f.has_open_review = true; }), "OPEN_REVIEW");
  EXPECT_EQ(only([](auto& f) { f.has_open_appeal = true; }), "OPEN_APPEAL");
  EXPECT_EQ(only([](auto& f) { f.has_open_visit = true; }), "OPEN_VISIT");
  EXPECT_EQ(only([](auto& f) { f.has_open_proof = true; }), "OPEN_PROOF");
  for (const TaskState state : kTaskStates) {
    const bool may = state == TaskState::kVerifying || state == TaskState::kSuspendProposed;
    EXPECT_EQ(only([&](auto& f) { f.state = state; }), may ? "0" : "STATE") << to_text(state);
  }
}

TEST(Suspension, arrears_are_the_months_that_were_not_paid) {
  EXPECT_EQ(arrears_months(2026y / 11 / 6, 2026y / 11 / 30), 0);
  EXPECT_EQ(arrears_months(2026y / 11 / 30, 2026y / 12 / 1), 1);
  EXPECT_EQ(arrears_months(2026y / 11 / 1, 2027y / 2 / 15), 3);
  EXPECT_EQ(arrears_months(2026y / 11 / 1, 2028y / 11 / 1), 24);
  EXPECT_EQ(arrears_months(2026y / 11 / 1, 2026y / 10 / 1), 0) << "a clock that went back owes nothing";
}

TEST(Suspension, what_came_of_a_contact_has_a_name) {
  for (const auto result : {ContactResult::kReached, ContactResult::kFamily, ContactResult::kLeftWord,
                            ContactResult::kNotReached}) {
    EXPECT_FALSE(to_text(result).empty());
    EXPECT_EQ(contact_result_from(to_text(result)), result);
  }
  EXPECT_FALSE(contact_result_from("MAYBE"));
}

}  // namespace
}  // namespace jianzai
