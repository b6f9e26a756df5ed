#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

#define JIANZAI_BATCH_COLUMNS                                                                        \
  "SELECT id, agency, number, made_at, made_by, line_count, sha256, xlsx_sha256, key_id, signature " \
  "FROM payroll_batches "

Result<PayrollBatch> batch_of(const Row& row) {
  auto id = TRY(row.id<PayrollBatchId>(0));
  auto agency = TRY(row.id<AgencyId>(1));
  const auto number = static_cast<int>(TRY(row.integer(2)));
  const auto made_at = TRY(row.time(3));
  auto made_by = TRY(row.id<OperatorId>(4));
  const auto rows = static_cast<int>(TRY(row.integer(5)));
  auto sha256 = TRY(row.text(6));
  auto xlsx_sha256 = TRY(row.text(7));
  auto key_id = TRY(row.text(8));
  auto signature = TRY(row.text(9));
  return PayrollBatch{.id = std::move(id),
                      .agency = std::move(agency),
                      .number = number,
                      .made_at = made_at,
                      .made_by = std::move(made_by),
                      .rows = rows,
                      .sha256 = std::move(sha256),
                      .xlsx_sha256 = std::move(xlsx_sha256),
                      .key_id = std::move(key_id),
                      .signature = std::move(signature)};
}

Result<std::optional<PayrollBatch>> batch_or_nothing(Result<std::optional<Row>> found) {
  const auto row = TRY(std::move(found));
  if (!row) return std::nullopt;
  return TRY(batch_of(*row));
}

}  // namespace

Result<void> PayrollTable::insert(const AgencyId& agency, const PayrollRow& row) {
  const auto& instruction = row.instruction;
  TRY(context_.sql.execute(
      "INSERT INTO payroll_rows (id, agency, number, task, person, category, instruction, holds_from, "
      "arrears_months) SELECT $1, $2, COALESCE(max(number), 0) + 1, $3, $4, $5, $6, $7, $8 "
      "FROM payroll_rows WHERE agency = $2",
      {row.id.text(), agency.text(), row.task ? Value(row.task->text()) : Value{}, row.person.text(),
       row.category, to_value(to_text(instruction.order)), to_value(instruction.from),
       std::int64_t{instruction.arrears_months}}));
  return {};
}

Result<std::optional<PayrollOrder>> PayrollTable::last(const PersonId& person, std::string_view category) {
  const auto row = TRY(context_.sql.find(
      "SELECT instruction FROM payroll_rows WHERE person = $1 AND category = $2 ORDER BY number DESC LIMIT 1",
      {person.text(), to_value(category)}));
  if (!row) return std::nullopt;
  return TRY(row->named(0, payroll_order_from));
}

Result<bool> PayrollTable::has_ended_since(const PersonId& person, Date day) {
  return TRY(context_.sql.find(
                 "SELECT 1 FROM payroll_rows r WHERE r.person = $1 AND r.instruction = 'TERMINATE' "
                 "AND r.holds_from >= $2 AND NOT EXISTS (SELECT 1 FROM payroll_rows later "
                 "WHERE later.person = $1 AND later.category = r.category AND later.number > r.number) LIMIT "
                 "1",
                 {person.text(), to_value(day)}))
      .has_value();
}

Result<std::vector<PayrollRow>> PayrollTable::waiting(const AgencyId& agency, std::size_t rows) {
  std::vector<PayrollRow> waiting;
  for (const Row& row : TRY(context_.sql.query("SELECT id, task, person, instruction, holds_from, "
                                               "arrears_months, category, number FROM payroll_rows "
                                               "WHERE agency = $1 AND batch IS NULL ORDER BY number LIMIT $2",
                                               {agency.text(), static_cast<std::int64_t>(rows)}))) {
    auto id = TRY(row.id<PayrollRowId>(0));
    std::optional<TaskId> task;
    if (!row.is_null(1)) task = TRY(row.id<TaskId>(1));
    auto person = TRY(row.id<PersonId>(2));
    const auto order = TRY(row.named(3, payroll_order_from));
    const auto from = TRY(row.date(4));
    const auto arrears_months = static_cast<int>(TRY(row.integer(5)));
    auto category = TRY(row.text(6));
    waiting.push_back({.id = std::move(id),
                       .task = std::move(task),
                       .person = std::move(person),
                       .category = std::move(category),
                       .instruction = {.order = order, .from = from, .arrears_months = arrears_months}});
  }
  return waiting;
}

Result<bool> PayrollTable::has_waiting(const PersonId& person) {
  return TRY(context_.sql.find("SELECT 1 FROM payroll_rows WHERE person = $1 AND batch IS NULL LIMIT 1",
                               {person.text()}))
      .has_value();
}

Result<std::int64_t> PayrollTable::count_waiting(const AgencyId& agency) {
  const auto row = TRY(context_.sql.find(
      "SELECT count(*) FROM payroll_rows WHERE agency = $1 AND batch IS NULL", {agency.text()}));
  return row ? row->integer(0) : Result<std::int64_t>(0);
}

Result<void> PayrollTable::insert(const PayrollBatch& batch, const PayrollRowId& last,
                                  const Secret<std::string>& csv, std::string_view request_key) {
  const auto& id = batch.id.text();
  TRY(context_.sql.execute(
      "INSERT INTO payroll_batches (id, agency, number, made_at, made_by, line_count, sha256, "
      "xlsx_sha256, key_id, signature, csv, request_key) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {id, batch.agency.text(), std::int64_t{batch.number}, to_value(batch.made_at), batch.made_by.text(),
       std::int64_t{batch.rows}, batch.sha256, batch.xlsx_sha256, batch.key_id, batch.signature,
       seal(context_.vault, "payroll_batches.csv", id, csv), to_value(request_key)}));
  TRY(
      context_.sql.execute("UPDATE payroll_rows SET batch = $1 WHERE agency = $2 AND batch IS NULL "
                           "AND number <= (SELECT number FROM payroll_rows WHERE id = $3)",
                           {id, batch.agency.text(), last.text()}));
  return {};
}

Result<std::optional<PayrollBatch>> PayrollTable::find(const PayrollBatchId& id) {
  return batch_or_nothing(context_.sql.find(JIANZAI_BATCH_COLUMNS "WHERE id = $1", {id.text()}));
}

Result<std::optional<PayrollBatch>> PayrollTable::find_by_request_key(const AgencyId& agency,
                                                                      std::string_view request_key) {
  return batch_or_nothing(context_.sql.find(JIANZAI_BATCH_COLUMNS "WHERE agency = $1 AND request_key = $2",
                                            {agency.text(), to_value(request_key)}));
}

Result<std::vector<PayrollBatch>> PayrollTable::of_agency(const AgencyId& agency, std::size_t rows) {
  std::vector<PayrollBatch> batches;
  for (const Row& row :
       TRY(context_.sql.query(JIANZAI_BATCH_COLUMNS "WHERE agency = $1 ORDER BY number DESC LIMIT $2",
                              {agency.text(), static_cast<std::int64_t>(rows)})))
    batches.push_back(TRY(batch_of(row)));
  return batches;
}

Result<Secret<std::string>> PayrollTable::csv(const PayrollBatchId& id) {
  const auto row = TRY(context_.sql.find("SELECT csv FROM payroll_batches WHERE id = $1", {id.text()}));
  if (!row) return fail(ErrorCode::kNotFound);
  return open_text(context_.vault, "payroll_batches.csv", id.text(), *row, 0);
}

}  // namespace jianzai::storage
