// Reads CSV (RFC 4180) record by record, in bounded memory, in either encoding and with what separates the
// fields in the first line: a comma, a semicolon or a tab.
#pragma once

#include <cstddef>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "app/roster/text_encoding.h"
#include "base/result.h"

namespace jianzai::app {

struct CsvRecord {
  std::size_t line = 0;             // its first line in the file, from 1
  std::vector<std::string> fields;  // UTF-8, without outer spaces
};

class CsvReader {
 public:
  // Reads the whole stream once to learn its encoding, and begins again: it must be seekable.
  explicit CsvReader(std::istream& stream);

  // The next record that is not empty; nothing at the end. Errors: kInvalidRequest with the line for a quote
  // that is never closed (QUOTE), a record above 64 KiB (TOO_LONG) or bytes that are no text (NO_TEXT): the
  // field error's field is the line. After an error nothing more is read.
  [[nodiscard]] Result<std::optional<CsvRecord>> next();

  [[nodiscard]] TextEncoding encoding() const { return encoding_; }
  // How much of the file was read, in [0, 1].
  [[nodiscard]] double progress() const;

 private:
  [[nodiscard]] Result<std::optional<CsvRecord>> read_record();

  std::istream& stream_;
  TextEncoding encoding_ = TextEncoding::kUtf8;
  Gb18030Decoder decoder_;
  std::size_t size_ = 0;
  std::size_t read_ = 0;
  std::size_t line_ = 1;
  char separator_ = '\0';  // unknown before the first record
};

// The fields of every record. For what we wrote ourselves. Errors: those of next().
[[nodiscard]] Result<std::vector<std::vector<std::string>>> read_csv(std::istream& stream);

}  // namespace jianzai::app
