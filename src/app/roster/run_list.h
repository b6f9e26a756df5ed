// A list on its way into the store: rows are read and checked, then taken over batch by batch, each in one
// transaction, so that what was taken over stays when a later batch fails.
#pragma once

#include <algorithm>
#include <utility>

#include "app/audit.h"
#include "app/fields.h"
#include "app/roster/list_import.h"
#include "app/roster/table_reader.h"
#include "app/write.h"

namespace jianzai::app {

template <class Row>
struct ListRun {
  const ListImport& request;
  AuditAction action;  // recorded once, with the first change
  std::span<const Heading> headings;
  // The row; what is returned does not count once a fault was noted.
  std::function<std::optional<Row>(FieldReader& reader, const TableRow& texts)> read;
  // In a transaction that may be undone and done again.
  std::function<Result<void>(Transaction& transaction, const Row& row, std::size_t line, Batch& batch)>
      take_over;
};

// Errors: those of read_table, of take_over and of on_batch; kNotFound without such an agency.
template <class Row>
[[nodiscard]] Result<ImportReport> run_list(Ports& ports, std::istream& csv, const ListRun<Row>& run) {
  const ListImport& request = run.request;
  if (!TRY(TRY(ports.store.begin_read())->agencies().find(request.agency)))
    return fail(ErrorCode::kNotFound, "no such agency");
  const Date today = china_date(ports.clock.now());
  ImportReport report;
  Batch read;                                     // what is known of the rows before they are taken over
  std::vector<std::pair<std::size_t, Row>> rows;  // with their lines
  const auto on_row = [&](std::size_t line, const TableRow& texts) {
    if (line <= request.after_line) return;
    ++read.counted.rows;
    read.line = line;
    FieldReader reader(today);
    auto row = run.read(reader, texts);
    if (row && !reader.has_faults()) {
      rows.emplace_back(line, std::move(*row));
      return;
    }
    ++read.counted.refused;
    const auto faults = reader.error();
    for (const auto& fault : faults.value().fields) read.faults.push_back({line, fault.field, fault.code});
  };
  const auto work = [&](Transaction& transaction) -> Result<Batch> {
    Batch batch = read;
    for (const auto& [line, row] : rows) TRY(run.take_over(transaction, row, line, batch));
    std::ranges::stable_sort(batch.faults, {}, &RowFault::line);
    if (!request.on_batch && batch.counted.changes() > 0 && report.changes() == 0)
      TRY(record(ports, transaction, request.agency, run.action, request.agency.text()));
    return batch;
  };
  const auto taken_over = [&](double progress) -> Result<Batch> {
    return write(ports.store, [&](Transaction& transaction) -> Result<Batch> {
      auto batch = TRY(work(transaction));
      if (request.on_batch) TRY(request.on_batch(transaction, batch, progress));
      return batch;
    });
  };
  const auto previewed = [&](double progress) -> Result<Batch> {
    auto batch = TRY([&]() -> Result<Batch> {
      for (int tries = 0;;) {
        const auto transaction =
            TRY(tries < limits::kWriteTriesBesideOthers ? ports.store.begin_write()
                                                        : ports.store.begin_write_alone());
        auto done = work(*transaction);  // never committed
        const bool may_go_on = !done && done.error().code == ErrorCode::kRolledBack;
        if (!may_go_on || ++tries == limits::kWriteTriesMax) return done;
      }
    }());
    if (request.on_batch) {
      TRY(write(ports.store,
                [&](Transaction& transaction) { return request.on_batch(transaction, batch, progress); }));
    }
    return batch;
  };
  const auto on_batch = [&](double progress) -> Result<void> {
    if (read.counted.rows > 0) {
      const auto batch = TRY(request.is_preview ? previewed(progress) : taken_over(progress));
      report += batch.counted;
      for (const auto& fault : batch.faults) {
        if (request.on_fault) request.on_fault(fault);
      }
      rows.clear();
      read = {};
    }
    if (request.on_progress) request.on_progress(report, progress);
    return {};
  };
  report.encoding = TRY(read_table(csv, {.headings = run.headings,
                                         .columns = request.columns ? &*request.columns : nullptr,
                                         .on_row = on_row,
                                         .on_batch = on_batch}));
  return report;
}

}  // namespace jianzai::app
