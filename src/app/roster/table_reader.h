// Lists that other systems export: a CSV file whose first line names the columns.
#pragma once

#include <array>
#include <functional>
#include <istream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/roster/csv_reader.h"
#include "base/clock.h"
#include "domain/import_job.h"

namespace jianzai::app {

// A column by its headings, Chinese or English.
struct Heading {
  std::string_view field;
  bool is_required;
  std::array<std::string_view, 5> names;
};

// A row's texts by the number of their heading; empty where the column is missing.
using TableRow = std::vector<std::string>;

// Which of these columns a file with the written headings has; of two with one name the first.
[[nodiscard]] ColumnMapping columns_of(std::span<const Heading> headings,
                                       std::span<const std::string> written);
// The first required column that is not among them; nothing when all are.
[[nodiscard]] const Heading* missing_column(std::span<const Heading> headings, const ColumnMapping& columns);

struct TableReading {
  std::span<const Heading> headings;
  const ColumnMapping* columns = nullptr;  // nothing: as the file's headings say
  std::size_t rows_per_batch = 1000;
  std::function<void(std::size_t line, const TableRow& row)> on_row;
  // After each batch, and after the last row; `progress` in [0, 1].
  std::function<Result<void>(double progress)> on_batch;
};

// The first line. Errors: kInvalidRequest (field code EMPTY) where there is none; those of CsvReader::next.
[[nodiscard]] Result<std::vector<std::string>> read_headings(CsvReader& reader);

// Reads all of it; says in which encoding it was. Errors: kInvalidRequest for what is no such list, with the
// missing heading or the line; those of on_batch.
[[nodiscard]] Result<std::string_view> read_table(std::istream& csv, const TableReading& reading);

// 2026-01-31, 2026/1/31, 2026.1.31, 20260131, and 2026-01 or 202601, which is its first day.
[[nodiscard]] std::optional<Date> read_day(std::string_view text);

}  // namespace jianzai::app
