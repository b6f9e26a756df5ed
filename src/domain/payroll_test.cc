#include "domain/payroll.h"

#include <gtest/gtest.h>

namespace jianzai {
namespace {

using namespace std::chrono;

Task task_in(TaskState state) {
  FakeClock clock{Time{}};
  SeededRandom random{1};
  return {.id = TaskId::make(clock, random),
          .plan = PlanId::make(clock, random),
          .person = PersonId::make(clock, random),
          .agency = AgencyId::make(clock, random),
          .window = {.self_from = 2026y / January / 1,
                     .self_to = 2026y / June / 30,
                     .verify_to = 2026y / July / 31,
                     .grace_days = 0},
          .state = state};
}

using Orders = std::vector<PayrollOrder>;

Orders orders_of(const std::vector<PayrollInstruction>& told) {
  Orders orders;
  for (const auto& one : told) orders.push_back(one.order);
  return orders;
}

TEST(Payroll, goes_on_until_it_is_told_otherwise) {
  EXPECT_EQ(payment_after({}), Payment::kPaid);
  EXPECT_EQ(payment_after(PayrollOrder::kSuspend), Payment::kSuspended);
  EXPECT_EQ(payment_after(PayrollOrder::kResume), Payment::kPaid);
  EXPECT_EQ(payment_after(PayrollOrder::kTerminate), Payment::kTerminated);
  EXPECT_EQ(payment_after(PayrollOrder::kReinstate), Payment::kPaid);
  EXPECT_EQ(to_text(Payment::kPaid), "PAID");
  EXPECT_EQ(to_text(Payment::kSuspended), "SUSPENDED");
  EXPECT_EQ(to_text(Payment::kTerminated), "TERMINATED");
}

TEST(Payroll, is_told_of_each_step_that_changes_what_is_paid_and_of_no_other) {
  const Date today = 2026y / November / 26;
  for (const auto from : kTaskStates) {
    for (const auto event : kTaskEvents) {
      auto task = task_in(from);
      if (from == TaskState::kSuspended) task.suspended_from = 2026y / September / 1;
      const TaskState before = task.state;
      if (!apply(task, event, today)) continue;
      const auto last = before == TaskState::kSuspended    ? std::optional(PayrollOrder::kSuspend)
                        : before == TaskState::kTerminated ? std::optional(PayrollOrder::kTerminate)
                                                           : std::nullopt;
      const auto told = orders_of(instructions_of(before, task, today, last));
      const auto what = std::string(to_text(before)) + " " + std::string(to_text(event));
      const Orders expected = before == task.state                   ? Orders{}
                              : before == TaskState::kTerminated     ? Orders{PayrollOrder::kReinstate}
                              : task.state == TaskState::kTerminated ? Orders{PayrollOrder::kTerminate}
                              : task.state == TaskState::kSuspended  ? Orders{PayrollOrder::kSuspend}
                              : before == TaskState::kSuspended      ? Orders{PayrollOrder::kResume}
                                                                     : Orders{};
      EXPECT_EQ(told, expected) << what;
    }
  }
}

TEST(Payroll, pays_the_months_that_were_held_back_and_resumes_no_sooner_than_it_stopped) {
  auto task = task_in(TaskState::kSuspended);
  task.suspended_from = 2026y / September / 1;
  ASSERT_TRUE(apply(task, TaskEvent::kPass, 2026y / November / 26));
  auto told = instructions_of(TaskState::kSuspended, task, 2026y / November / 26, PayrollOrder::kSuspend);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().order, PayrollOrder::kResume);
  EXPECT_EQ(told.front().from, 2026y / November / 26);
  EXPECT_EQ(told.front().arrears_months, task.arrears_months);
  EXPECT_GE(told.front().arrears_months, 2);
  task.suspended_from = 2026y / December / 1;  // proved before the stop began
  told = instructions_of(TaskState::kSuspended, task, 2026y / November / 26, PayrollOrder::kSuspend);
  EXPECT_EQ(told.front().from, 2026y / December / 1);
}

TEST(Payroll, stops_resumes_and_ends_a_payment_once_however_many_plans_ask) {
  const Date today = 2026y / November / 26;
  const auto suspended = task_in(TaskState::kSuspended);
  const auto resumed = task_in(TaskState::kResumed);
  const auto ended = task_in(TaskState::kTerminated);
  using S = TaskState;
  EXPECT_TRUE(instructions_of(S::kSuspendProposed, suspended, today, PayrollOrder::kSuspend).empty());
  EXPECT_TRUE(instructions_of(S::kSuspendProposed, suspended, today, PayrollOrder::kTerminate).empty());
  EXPECT_TRUE(instructions_of(S::kSuspended, resumed, today, PayrollOrder::kResume).empty());
  EXPECT_TRUE(instructions_of(S::kVerifying, ended, today, PayrollOrder::kTerminate).empty());
  // An older task that comes back with its proof resumes nothing that another one stopped.
  EXPECT_TRUE(instructions_of(S::kTerminated, resumed, today, PayrollOrder::kSuspend).empty());
  EXPECT_EQ(orders_of(instructions_of(S::kTerminated, resumed, today, std::nullopt)),
            Orders{PayrollOrder::kReinstate});
  EXPECT_EQ(orders_of(instructions_of(S::kSuspendProposed, suspended, today, PayrollOrder::kResume)),
            Orders{PayrollOrder::kSuspend});
}

TEST(Payroll, takes_back_an_end_that_was_wrong_and_suspends_who_was_suspended) {
  const Date today = 2026y / November / 26;
  auto task = task_in(TaskState::kVerifying);
  ASSERT_TRUE(apply(task, TaskEvent::kConfirmLoss, 2026y / November / 20));
  ASSERT_TRUE(apply(task, TaskEvent::kReinstate, today));
  EXPECT_EQ(orders_of(instructions_of(TaskState::kTerminated, task, today, PayrollOrder::kTerminate)),
            Orders{PayrollOrder::kReinstate});
  auto suspended = task_in(TaskState::kSuspended);
  suspended.suspended_from = 2026y / September / 1;
  ASSERT_TRUE(apply(suspended, TaskEvent::kConfirmLoss, 2026y / November / 20));
  ASSERT_TRUE(apply(suspended, TaskEvent::kReinstate, today));
  EXPECT_EQ(orders_of(instructions_of(TaskState::kTerminated, suspended, today, PayrollOrder::kTerminate)),
            (Orders{PayrollOrder::kReinstate, PayrollOrder::kSuspend}));
}

TEST(PayrollCsv, quotes_names_and_runs_no_formula) {
  const PayrollLine line{
      .number = "01",
      .name = Secret(std::string("=王\"英")),
      .id_number = "11010519491231002X",
      .category_code = "A",
      .category = "养老,甲",
      .instruction = {.order = PayrollOrder::kResume, .from = 2026y / November / 26, .arrears_months = 2}};
  EXPECT_EQ(payroll_csv_line(line),
            "01,\"'=王\"\"英\",11010519491231002X,A,\"养老,甲\",恢复,2026-11-26,2\r\n");
  for (const auto order :
       {PayrollOrder::kSuspend, PayrollOrder::kResume, PayrollOrder::kTerminate, PayrollOrder::kReinstate}) {
    EXPECT_EQ(payroll_order_from(to_text(order)), order);
    EXPECT_FALSE(chinese_of(order).empty());
  }
}

TEST(PayrollManifest, names_both_files_and_only_the_csv_in_batches_of_before) {
  const FakeClock clock(from_unix_ms(1'764'000'000'123));
  SeededRandom random(5);
  PayrollBatch batch{.id = PayrollBatchId::make(clock, random),
                     .agency = AgencyId::make(clock, random),
                     .number = 7,
                     .made_at = clock.now(),
                     .made_by = OperatorId::make(clock, random),
                     .rows = 3,
                     .sha256 = "aa",
                     .xlsx_sha256 = "bb",
                     .key_id = "cc",
                     .signature = {}};
  const auto start = '|' + batch.agency.text() + "|7|" + batch.id.text() + "|2025-11-24T16:00:00.123Z|3|aa|";
  EXPECT_EQ(manifest_text(batch), "JIANZAI-PAYROLL2" + start + "bb|cc");
  batch.xlsx_sha256.clear();
  EXPECT_EQ(manifest_text(batch), "JIANZAI-PAYROLL1" + start + "cc");
}

}  // namespace
}  // namespace jianzai
