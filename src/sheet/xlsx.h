// Lists as Excel saves them, turned into the CSV that the imports read.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace jianzai::sheet {

// Whether the file begins as a ZIP archive, which every .xlsx is and no CSV.
[[nodiscard]] bool is_workbook(ByteView file);

// The first sheet of an .xlsx workbook (ECMA-376) as CSV (RFC 4180), UTF-8, a line a row, so that a line of
// an error is the row that Excel shows. Days are written as 2026-01-31; numbers as they are stored, so that
// an ID number which Excel took for a number has lost its last digits and is refused later, never guessed. In
// memory: a list of a million rows takes some hundred MB. Errors: kInvalidRequest (field code WORKBOOK) for
// what is no such workbook, is encrypted or unpacks to more than 4 GiB; (TOO_LARGE) for more than
// `text_bytes_max` in its cells.
[[nodiscard]] Result<std::string> csv_of_workbook(ByteView file, std::size_t text_bytes_max);

}  // namespace jianzai::sheet
