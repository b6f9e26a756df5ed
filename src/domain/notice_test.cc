#include "domain/notice.h"

#include <gtest/gtest.h>

#include "domain/verification_code.h"

namespace jianzai {
namespace {

using namespace std::chrono;

TEST(Notice, is_sent_once_and_may_arrive_late) {
  using S = NoticeState;
  using E = NoticeEvent;
  EXPECT_EQ(next_state(S::kQueued, E::kSend), S::kSent);
  EXPECT_EQ(next_state(S::kQueued, E::kGiveUp), S::kFailed);
  EXPECT_EQ(next_state(S::kSent, E::kGiveUp), S::kFailed);
  EXPECT_EQ(next_state(S::kSent, E::kDeliver), S::kDelivered);
  EXPECT_EQ(next_state(S::kFailed, E::kDeliver), S::kDelivered);
  for (const auto state : {S::kSent, S::kDelivered, S::kFailed}) EXPECT_FALSE(next_state(state, E::kSend));
  EXPECT_FALSE(next_state(S::kDelivered, E::kGiveUp));
  EXPECT_FALSE(next_state(S::kDelivered, E::kDeliver));
  EXPECT_FALSE(next_state(S::kQueued, E::kDeliver));
}

TEST(Notice, is_tried_again_for_less_than_six_hours) {
  minutes all{0};
  for (int tries = 1; tries < kNoticeTriesMax; ++tries) all += wait_after(tries);
  EXPECT_EQ(wait_after(1), 1min);
  EXPECT_EQ(wait_after(2), 4min);
  EXPECT_LT(all, 6h);
}

TEST(Reminder, comes_60_30_14_7_and_1_days_before_the_end) {
  const PlanWindow window{.self_from = 2026y / January / 1,
                          .self_to = 2026y / June / 30,
                          .verify_to = 2026y / July / 31,
                          .grace_days = 0};
  std::vector<std::string> days;
  for (auto day = first_reminder(window, 2026y / January / 5); day;
       day = next_reminder(window, Date{sys_days(*day) + 1 * std::chrono::days(1)}))
    days.push_back(to_iso(*day));
  EXPECT_EQ(days,
            (std::vector<std::string>{"2026-05-01", "2026-05-31", "2026-06-16", "2026-06-23", "2026-06-29"}));
  // Less is left: at once, then the next ones.
  EXPECT_EQ(first_reminder(window, 2026y / June / 10), Date(2026y / June / 10));
  EXPECT_EQ(next_reminder(window, 2026y / June / 11), Date(2026y / June / 16));
  EXPECT_FALSE(next_reminder(window, 2026y / June / 30));
  EXPECT_FALSE(first_reminder(window, 2026y / July / 1));
}

TEST(Reminder, does_not_come_before_the_days_begin) {
  const PlanWindow window{.self_from = 2026y / June / 10,
                          .self_to = 2026y / June / 30,
                          .verify_to = 2026y / July / 31,
                          .grace_days = 0};
  EXPECT_EQ(first_reminder(window, 2026y / May / 1), Date(2026y / June / 10));
  EXPECT_EQ(next_reminder(window, 2026y / May / 1), Date(2026y / June / 16));
}

class Code : public ::testing::Test {
 protected:
  Time now_ = china_midnight(2026y / November / 25) + 10h;
  SeededRandom random_{1};
};

TEST_F(Code, has_six_digits_and_serves_for_ten_minutes_and_five_tries) {
  auto code = next_code({}, random_, now_);
  const auto digits = code.digits.reveal();
  EXPECT_EQ(digits.size(), 6U);
  EXPECT_EQ(digits.find_first_not_of("0123456789"), std::string::npos);
  EXPECT_TRUE(is_right(code, digits, now_ + kCodeLifetime));
  EXPECT_FALSE(is_right(code, digits, now_ + kCodeLifetime + 1ms));
  EXPECT_FALSE(is_right(code, digits.substr(1), now_));
  EXPECT_FALSE(is_right(code, digits + "0", now_));
  auto wrong = digits;
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  EXPECT_FALSE(is_right(code, wrong, now_));
  code.wrong = kCodeTriesMax;
  EXPECT_FALSE(is_right(code, digits, now_));
}

TEST_F(Code, is_sent_once_a_minute_and_five_times_a_day) {
  EXPECT_EQ(wait_for_next({}, now_), 0s);
  std::optional<VerificationCode> last;
  for (int sent = 1; sent <= kCodesPerDay; ++sent) {
    last = next_code(last, random_, now_);
    EXPECT_EQ(last->sent_that_day, sent);
    if (sent == kCodesPerDay) break;
    EXPECT_EQ(wait_for_next(last, now_ + 59s), 1s);
    now_ += kCodePause;
    EXPECT_EQ(wait_for_next(last, now_), 0s);
  }
  const Time midnight = china_midnight(2026y / November / 26);
  EXPECT_EQ(wait_for_next(last, now_), ceil<seconds>(midnight - now_));
  EXPECT_EQ(wait_for_next(last, midnight), 0s);
  EXPECT_EQ(next_code(last, random_, midnight).sent_that_day, 1);
}

}  // namespace
}  // namespace jianzai
