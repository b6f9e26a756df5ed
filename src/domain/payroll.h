// What the paying side is told (养老金发放): once, in a numbered batch whose rows never change.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "domain/ids.h"
#include "domain/task.h"

namespace jianzai {

enum class PayrollOrder {
  kSuspend,    // 暂停: nothing is paid from that day on
  kResume,     // 恢复: paid again, with arrears for so many months
  kTerminate,  // 终止: the right ended
  kReinstate,  // 撤销终止: that was wrong, paid as before
};
[[nodiscard]] std::string_view to_text(PayrollOrder order);  // `SUSPEND`
[[nodiscard]] std::optional<PayrollOrder> payroll_order_from(std::string_view text);
[[nodiscard]] std::string_view chinese_of(PayrollOrder order);  // `暂停`

// What follows from what the paying side was told last; from nothing, that it is paid.
enum class Payment { kPaid, kSuspended, kTerminated };
[[nodiscard]] Payment payment_after(std::optional<PayrollOrder> last);
[[nodiscard]] std::string_view to_text(Payment payment);  // `SUSPENDED`

struct PayrollInstruction {
  PayrollOrder order = PayrollOrder::kSuspend;
  Date from;               // the first day for which it holds
  int arrears_months = 0;  // kResume
};

// What a step of a task means for the paying side, on the day it is made, after it was told `last` about the
// same person and category: several plans may ask for one proof, but a payment is stopped, resumed and ended
// once. Nothing where payment goes on as it was; at most two, in this order.
[[nodiscard]] std::vector<PayrollInstruction> instructions_of(TaskState before, const Task& after, Date today,
                                                              std::optional<PayrollOrder> last);

// An instruction that was given, whether or not it is in a batch.
struct PayrollRow {
  PayrollRowId id;
  std::optional<TaskId> task;  // nothing: of a benefit that no task asked for
  PersonId person;
  std::string category;  // code
  PayrollInstruction instruction;
};

// A batch as the paying side checks it.
struct PayrollBatch {
  PayrollBatchId id;
  AgencyId agency;
  int number = 0;  // 1, 2, ... of the agency: a missing one is noticed
  Time made_at;
  OperatorId made_by;
  int rows = 0;
  std::string sha256;       // of the CSV, 64 hex digits
  std::string xlsx_sha256;  // of the workbook; empty in batches of before, which signed the CSV alone
  std::string key_id;       // of the key that signs, the receipts'
  std::string signature;    // of manifest_text, 128 hex digits
};

// At most so many rows are in a batch; the next one takes the rest.
inline constexpr std::size_t kPayrollRowsMax = 10'000;

// What is signed: `JIANZAI-PAYROLL2|<agency id>|<number>|<batch id>|<made at, UTC>|<rows>|<sha256>|<sha256 of
// the workbook>|<key id>`. Of batches of before: `JIANZAI-PAYROLL1|...`, without the workbook.
[[nodiscard]] std::string manifest_text(const PayrollBatch& batch);

// One line of the CSV, which has a heading line, UTF-8 with a byte order mark, CRLF (RFC 4180). A text that a
// spreadsheet would take for a formula gets an apostrophe in front.
struct PayrollLine {
  std::string number;  // of the row
  Secret<std::string> name;
  std::string id_number;
  std::string category_code;
  std::string category;
  PayrollInstruction instruction;
};
[[nodiscard]] std::string payroll_heading();
[[nodiscard]] std::string payroll_csv_line(const PayrollLine& line);

}  // namespace jianzai
