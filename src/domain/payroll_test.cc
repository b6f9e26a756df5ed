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

TEST(Payroll, is_told_of_each_step_that_changes_what_is_paid_and_of_no_other) {
  const Date today = 2026y / November / 26;
  for (const auto from : kTaskStates) {
    for (const auto event : kTaskEvents) {
      auto task = task_in(from);
      if (from == TaskState::kSuspended) task.suspended_from = 2026y / September / 1;
      const TaskState before = task.state;
      if (!apply(task, event, today)) continue;
      const auto told = instruction_of(before, task, today);
      const auto what = std::string(to_text(before)) + " " + std::string(to_text(event));
      const bool was_paid = before != TaskState::kSuspended && before != TaskState::kTerminated;
      const bool is_paid = task.state != TaskState::kSuspended && task.state != TaskState::kTerminated;
      EXPECT_EQ(told.has_value(), was_paid != is_paid || (!is_paid && before != task.state)) << what;
      if (!told || is_paid) continue;
      const auto order =
          task.state == TaskState::kSuspended ? PayrollOrder::kSuspend : PayrollOrder::kTerminate;
      EXPECT_EQ(told->order, order) << what;
    }
  }
}

TEST(Payroll, pays_the_months_that_were_held_back) {
  auto task = task_in(TaskState::kSuspended);
  task.suspended_from = 2026y / September / 1;
  ASSERT_TRUE(apply(task, TaskEvent::kPass, 2026y / November / 26));
  const auto told = instruction_of(TaskState::kSuspended, task, 2026y / November / 26);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->order, PayrollOrder::kResume);
  EXPECT_EQ(told->arrears_months, task.arrears_months);
  EXPECT_GE(told->arrears_months, 2);
}

TEST(Payroll, takes_back_an_end_that_was_wrong) {
  auto task = task_in(TaskState::kVerifying);
  ASSERT_TRUE(apply(task, TaskEvent::kConfirmLoss, 2026y / November / 20));
  ASSERT_TRUE(apply(task, TaskEvent::kReinstate, 2026y / November / 26));
  const auto told = instruction_of(TaskState::kTerminated, task, 2026y / November / 26);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->order, PayrollOrder::kReinstate);
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

}  // namespace
}  // namespace jianzai
