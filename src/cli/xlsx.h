// Lists as Excel saves them, turned into the CSV that the imports read.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace jianzai::cli {

// Whether the file begins as a ZIP archive, which every .xlsx is and no CSV.
[[nodiscard]] bool is_workbook(const std::filesystem::path& file);

// The first sheet of an .xlsx workbook (ECMA-376) as CSV (RFC 4180), UTF-8, a line a row, so that a line of
// an error is the row that Excel shows. Days are written as 2026-01-31; numbers as they are stored, so that
// an ID number which Excel took for a number has lost its last digits and is refused later, never guessed. In
// memory: a list of a million rows takes some hundred MB. Errors: kInvalidRequest for what is no such
// workbook, is encrypted, or unpacks to more than 4 GiB, or holds more than 1 GiB in its cells.
[[nodiscard]] Result<std::string> csv_of_workbook(const std::filesystem::path& file);

}  // namespace jianzai::cli
