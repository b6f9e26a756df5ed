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

namespace jianzai::app {

// Why a row was left out. No personal data: a row error is found by its line.
struct RowFault {
  std::size_t line = 0;
  std::string field;  // `id_number`; empty: the whole row
  std::string code;   // `CHECKSUM`; of the row: NAME_ID_MISMATCH, OTHER_AGENCY
};

// A column by its headings, Chinese or English.
struct Heading {
  std::string_view field;
  bool is_required;
  std::array<std::string_view, 5> names;
};

// A row's texts by the number of their heading; empty where the column is missing.
using TableRow = std::vector<std::string>;

struct TableReading {
  std::span<const Heading> headings;
  std::size_t rows_per_batch = 1000;
  std::function<void(std::size_t line, const TableRow& row)> on_row;
  // After each batch, and after the last row; `progress` in [0, 1].
  std::function<Result<void>(double progress)> on_batch;
};

// Reads all of it; says in which encoding it was. Errors: kInvalidRequest for what is no such list, with the
// missing heading or the line; those of on_batch.
[[nodiscard]] Result<std::string_view> read_table(std::istream& csv, const TableReading& reading);

// 2026-01-31, 2026/1/31, 2026.1.31, 20260131, and 2026-01 or 202601, which is its first day.
[[nodiscard]] std::optional<Date> read_day(std::string_view text);

}  // namespace jianzai::app
