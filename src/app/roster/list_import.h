// A list on its way into the store: rows are read and checked, then taken over batch by batch, each in one
// transaction, so that what was taken over stays when a later batch fails.
#pragma once

#include <utility>

#include "app/audit.h"
#include "app/fields.h"
#include "app/roster/table_reader.h"
#include "app/write.h"

namespace jianzai::app {

// What came of one batch. A `Report` counts `rows` and `refused`, adds up with +=, and says with changes()
// how many things it changed.
template <class Report>
struct Batch {
  Report counted;
  std::vector<RowFault> faults;

  void refuse(std::size_t line, std::string code) {
    ++counted.refused;
    faults.push_back({line, "", std::move(code)});
  }
};

template <class Row, class Report>
struct ListImport {
  AgencyId agency;
  bool is_preview = false;  // everything is done and nothing committed
  AuditAction action;       // recorded once, with the first change
  std::span<const Heading> headings;
  // The row; what is returned does not count once a fault was noted.
  std::function<std::optional<Row>(FieldReader& reader, const TableRow& texts)> read;
  // In a transaction that may be undone and done again.
  std::function<Result<void>(Transaction& transaction, const Row& row, std::size_t line,
                             Batch<Report>& batch)>
      take_over;
  std::function<void(const RowFault&)> on_fault;
  std::function<void(const Report&, double progress)> on_progress;  // after each batch, in [0, 1]
};

// Errors: those of read_table and of take_over; kNotFound without such an agency.
template <class Row, class Report>
[[nodiscard]] Result<Report> import_list(Ports& ports, std::istream& csv,
                                         const ListImport<Row, Report>& import) {
  if (!TRY(TRY(ports.store.begin_read())->agencies().find(import.agency)))
    return fail(ErrorCode::kNotFound, "no such agency");
  const Date today = china_date(ports.clock.now());
  Report report;
  std::vector<std::pair<std::size_t, Row>> rows;  // with their lines
  const auto tell = [&](const RowFault& fault) {
    if (import.on_fault) import.on_fault(fault);
  };
  const auto on_row = [&](std::size_t line, const TableRow& texts) {
    ++report.rows;
    FieldReader reader(today);
    auto row = import.read(reader, texts);
    if (row && !reader.has_faults()) {
      rows.emplace_back(line, std::move(*row));
      return;
    }
    ++report.refused;
    const auto faults = reader.error();
    for (const auto& fault : faults.value().fields) tell({line, fault.field, fault.code});
  };
  const auto work = [&](Transaction& transaction) -> Result<Batch<Report>> {
    Batch<Report> batch;
    for (const auto& [line, row] : rows) TRY(import.take_over(transaction, row, line, batch));
    if (batch.counted.changes() > 0 && report.changes() == 0)
      TRY(record(ports, transaction, import.agency, import.action, import.agency.text()));
    return batch;
  };
  const auto previewed = [&]() -> Result<Batch<Report>> {
    const auto transaction = TRY(ports.store.begin_write());
    return work(*transaction);  // never committed
  };
  const auto on_batch = [&](double progress) -> Result<void> {
    if (!rows.empty()) {
      const auto batch = TRY(import.is_preview ? previewed() : write(ports.store, work));
      report += batch.counted;
      for (const auto& fault : batch.faults) tell(fault);
      rows.clear();
    }
    if (import.on_progress) import.on_progress(report, progress);
    return {};
  };
  const TableReading reading{.headings = import.headings, .on_row = on_row, .on_batch = on_batch};
  report.encoding = TRY(read_table(csv, reading));
  return report;
}

}  // namespace jianzai::app
