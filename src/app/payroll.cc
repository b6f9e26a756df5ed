#include "app/payroll.h"

#include <algorithm>
#include <map>
#include <sstream>

#include "app/audit.h"
#include "app/roster/csv_reader.h"
#include "app/view_operator.h"
#include "app/write.h"
#include "crypto/digest.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kBatchesListed = 200;
constexpr int kTriesMax = 3;  // of a batch whose rows others take meanwhile

// Names of categories by code, which do not change within a batch.
using CategoryNames = std::map<std::string, std::string>;

Result<PayrollLine> line_of(Transaction& transaction, const PayrollRow& row, const CategoryNames& names) {
  const auto person = TRY(transaction.persons().find(row.person));
  if (!person) return fail(ErrorCode::kInternal, "an instruction about nobody");
  const auto name = names.find(row.category);
  return PayrollLine{.number = row.id.text(),
                     .name = person->name,
                     .id_number = std::string(person->id_number.reveal()),
                     .category_code = row.category,
                     .category = name == names.end() ? row.category : name->second,
                     .instruction = row.instruction};
}

Result<Secret<std::string>> csv_of(Transaction& transaction, const std::vector<PayrollRow>& rows) {
  CategoryNames names;
  for (const Category& category : TRY(transaction.agencies().categories()))
    names.emplace(category.code, category.name);
  std::string csv = payroll_heading();
  for (const PayrollRow& row : rows) csv += payroll_csv_line(TRY(line_of(transaction, row, names)));
  return Secret(std::move(csv));
}

std::string digest_of(std::string_view file) { return to_hex(crypto::sha256(as_bytes(file))); }

Result<Secret<std::string>> xlsx_of(const Printer& printer, const Secret<std::string>& csv) {
  std::istringstream stream(csv.reveal());
  return Secret(TRY(printer.spreadsheet(TRY(read_csv(stream)))));
}

// What a batch of the rows that wait would hold.
struct Files {
  std::vector<PayrollRow> rows;
  Secret<std::string> csv = {};
  std::string sha256 = {};
  std::string xlsx_sha256 = {};
};

// In a transaction of its own: files of many rows take seconds, and nobody has to wait for these. Empty where
// the key has made a batch.
Result<Files> files_of_waiting(Ports& ports, const AgencyId& agency, std::string_view request_key) {
  const auto transaction = TRY(ports.store.begin_read());
  if (TRY(transaction->payroll().find_by_request_key(agency, request_key))) return Files{.rows = {}};
  Files files{.rows = TRY(transaction->payroll().waiting(agency, kPayrollRowsMax))};
  if (files.rows.empty()) return fail(ErrorCode::kNotFound, "nothing waits for payroll");
  files.csv = TRY(csv_of(*transaction, files.rows));
  files.sha256 = digest_of(files.csv.reveal());
  files.xlsx_sha256 = digest_of(TRY(xlsx_of(ports.printer, files.csv)).reveal());
  return files;
}

// Nothing where the rows have gone into another batch since.
Result<std::optional<PayrollBatch>> make_batch(Ports& ports, Transaction& transaction, const Operator& by,
                                               std::string_view request_key, const Files& files) {
  if (auto made = TRY(transaction.payroll().find_by_request_key(by.agency, request_key))) return made;
  const auto waiting = TRY(transaction.payroll().waiting(by.agency, files.rows.size()));
  if (waiting.empty() || !std::ranges::equal(waiting, files.rows, {}, &PayrollRow::id, &PayrollRow::id))
    return std::nullopt;
  const auto before = TRY(transaction.payroll().of_agency(by.agency, 1));
  PayrollBatch batch{.id = PayrollBatchId::make(ports.clock, ports.random),
                     .agency = by.agency,
                     .number = before.empty() ? 1 : before.front().number + 1,
                     .made_at = ports.clock.now(),
                     .made_by = by.id,
                     .rows = static_cast<int>(files.rows.size()),
                     .sha256 = files.sha256,
                     .xlsx_sha256 = files.xlsx_sha256,
                     .key_id = ports.receipt_key.id(),
                     .signature = {}};
  batch.signature = to_hex(TRY(ports.receipt_key.sign(as_bytes(manifest_text(batch)))));
  TRY(transaction.payroll().insert(batch, files.rows.back().id, files.csv, request_key));
  TRY(record(ports, transaction, by, AuditAction::kMakePayroll, batch.id.text()));
  return batch;
}

struct BatchFile {
  PayrollBatch batch;
  Secret<std::string> csv;
};

// Recorded as a download.
Result<BatchFile> file_of(Ports& ports, const Operator& by, const PayrollBatchId& id) {
  TRY(must_be_reviewer_of_agency(by));
  return write(ports.store, [&](Transaction& transaction) -> Result<BatchFile> {
    auto batch = TRY(transaction.payroll().find(id));
    if (!batch || batch->agency != by.agency) return fail(ErrorCode::kNotFound);
    TRY(record(ports, transaction, by, AuditAction::kViewPayroll, id.text()));
    auto csv = TRY(transaction.payroll().csv(id));
    return BatchFile{std::move(*batch), std::move(csv)};
  });
}

}  // namespace

Result<PayrollView> list_payroll(Ports& ports, const Operator& by) {
  TRY(must_be_reviewer_of_agency(by));
  const auto transaction = TRY(ports.store.begin_read());
  auto batches = TRY(transaction->payroll().of_agency(by.agency, kBatchesListed));
  const auto waiting = TRY(transaction->payroll().count_waiting(by.agency));
  return PayrollView{.batches = std::move(batches), .waiting = waiting};
}

Result<PayrollBatch> make_payroll_batch(Ports& ports, const Operator& by, std::string_view request_key) {
  TRY(must_be_reviewer_of_agency(by));
  for (int tries = 1;; ++tries) {
    const auto files = TRY(files_of_waiting(ports, by.agency, request_key));
    auto made = TRY(write(ports.store, [&](Transaction& transaction) -> Result<std::optional<PayrollBatch>> {
      return make_batch(ports, transaction, by, request_key, files);
    }));
    if (made) return std::move(*made);
    if (tries == kTriesMax) return fail(ErrorCode::kBusy, "others make batches at the same time");
  }
}

Result<Secret<std::string>> payroll_csv(Ports& ports, const Operator& by, const PayrollBatchId& id) {
  return TRY(file_of(ports, by, id)).csv;
}

Result<Secret<std::string>> payroll_xlsx(Ports& ports, const Operator& by, const PayrollBatchId& id) {
  const auto [batch, csv] = TRY(file_of(ports, by, id));
  auto xlsx = TRY(xlsx_of(ports.printer, csv));
  // It is made anew from the rows. The paying side must not take what another version of the library writes
  // for a forgery.
  if (!batch.xlsx_sha256.empty() && digest_of(xlsx.reveal()) != batch.xlsx_sha256)
    return fail(ErrorCode::kInternal, "the workbook is not the signed one any more: take the CSV");
  return xlsx;
}

bool is_genuine(ByteView public_key, const PayrollBatch& batch, std::string_view file) {
  const auto signature = from_hex(batch.signature);
  const auto digest = digest_of(file);
  return signature && (digest == batch.sha256 || digest == batch.xlsx_sha256) &&
         crypto::verify_signature(public_key, as_bytes(manifest_text(batch)), *signature);
}

}  // namespace jianzai::app
