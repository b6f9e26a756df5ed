#include "domain/payroll.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/csv.h"
#include "base/names.h"

namespace jianzai {
namespace {

constexpr Names<PayrollOrder, 4> kOrders{{
    {PayrollOrder::kSuspend, "SUSPEND"},
    {PayrollOrder::kResume, "RESUME"},
    {PayrollOrder::kTerminate, "TERMINATE"},
    {PayrollOrder::kReinstate, "REINSTATE"},
}};
constexpr Names<Payment, 3> kPayments{{
    {Payment::kPaid, "PAID"},
    {Payment::kSuspended, "SUSPENDED"},
    {Payment::kTerminated, "TERMINATED"},
}};

}  // namespace

std::string_view to_text(PayrollOrder order) { return name_of(kOrders, order); }
std::optional<PayrollOrder> payroll_order_from(std::string_view text) { return value_of(kOrders, text); }

std::string_view chinese_of(PayrollOrder order) {
  switch (order) {
    case PayrollOrder::kSuspend:
      return "暂停";
    case PayrollOrder::kResume:
      return "恢复";
    case PayrollOrder::kTerminate:
      return "终止";
    case PayrollOrder::kReinstate:
      return "撤销终止";
  }
  return {};
}

Payment payment_after(std::optional<PayrollOrder> last) {
  if (last == PayrollOrder::kTerminate) return Payment::kTerminated;
  return last == PayrollOrder::kSuspend ? Payment::kSuspended : Payment::kPaid;
}

std::string_view to_text(Payment payment) { return name_of(kPayments, payment); }

std::vector<PayrollInstruction> instructions_of(TaskState before, const Task& after, Date today,
                                                std::optional<PayrollOrder> last) {
  const bool is_stopped = last == PayrollOrder::kSuspend;
  const bool is_ended = last == PayrollOrder::kTerminate;
  std::vector<PayrollInstruction> told;
  if (before == after.state) return told;
  // A suspension that follows counts from when it did, which may be over.
  const Date suspended_from = after.suspended_from.value_or(today);
  // Without anything told, the end was told by hand, before there were batches.
  if (before == TaskState::kTerminated && (is_ended || !last))
    told.push_back({.order = PayrollOrder::kReinstate, .from = today});
  if (after.state == TaskState::kSuspended && !is_stopped && (!is_ended || !told.empty())) {
    told.push_back({.order = PayrollOrder::kSuspend, .from = suspended_from});
  } else if (before == TaskState::kSuspended && after.state == TaskState::kResumed && is_stopped) {
    // Not before the stop that it ends: whoever goes by the days would stop for good.
    told.push_back({.order = PayrollOrder::kResume,
                    .from = std::max(today, suspended_from),
                    .arrears_months = after.arrears_months.value_or(0)});
  } else if (after.state == TaskState::kTerminated && !is_ended) {
    told.push_back({.order = PayrollOrder::kTerminate, .from = today});
  }
  return told;
}

std::string manifest_text(const PayrollBatch& batch) {
  const bool names_workbook = !batch.xlsx_sha256.empty();
  return fmt::format("JIANZAI-PAYROLL{}|{}|{}|{}|{}|{}|{}{}|{}", names_workbook ? 2 : 1, batch.agency.text(),
                     batch.number, batch.id.text(), to_iso(batch.made_at), batch.rows, batch.sha256,
                     names_workbook ? '|' + batch.xlsx_sha256 : "", batch.key_id);
}

std::string payroll_heading() {
  return "\xEF\xBB\xBF指令编号,姓名,证件号码,待遇类别代码,待遇类别,指令,起始日期,补发月数\r\n";
}

std::string payroll_csv_line(const PayrollLine& line) {
  return fmt::format("{},{},{},{},{},{},{},{}\r\n", line.number, csv_field(line.name.reveal()),
                     line.id_number, line.category_code, csv_field(line.category),
                     chinese_of(line.instruction.order), to_iso(line.instruction.from),
                     line.instruction.arrears_months);
}

}  // namespace jianzai
