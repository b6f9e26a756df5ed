// Tells the paying side what to do (domain/payroll.h), in numbered batches.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

struct PayrollView {
  std::vector<PayrollBatch> batches;  // the latest first
  std::int64_t waiting = 0;           // rows in none of them
};
[[nodiscard]] Result<PayrollView> list_payroll(Ports& ports, const Operator& by);

// Puts what waits, kPayrollRowsMax rows at the most, into a new batch. The same key gives the same batch.
// Errors: kForbidden for who is no reviewer; kNotFound when nothing waits.
[[nodiscard]] Result<PayrollBatch> make_payroll_batch(Ports& ports, const Operator& by,
                                                      std::string_view request_key);

// The batch's file as it was made: always the same bytes, those whose digest its manifest signs. Errors:
// kForbidden, kNotFound.
[[nodiscard]] Result<Secret<std::string>> payroll_csv(Ports& ports, const Operator& by,
                                                      const PayrollBatchId& id);
// The same rows as a workbook, whose digest the manifest signs, too. Errors: the same; kInternal where the
// library has changed since and writes other bytes: the CSV stays.
[[nodiscard]] Result<Secret<std::string>> payroll_xlsx(Ports& ports, const Operator& by,
                                                       const PayrollBatchId& id);

// Whether this is a file of the batch, the CSV or the workbook, signed by the key. `public_key`: of either
// scheme.
[[nodiscard]] bool is_genuine(ByteView public_key, const PayrollBatch& batch, std::string_view file);

}  // namespace jianzai::app
