// Takes a list over that another system exported: what is asked for, and what came of it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/ports.h"

namespace jianzai::app {

struct ImportReport : ImportCounts {
  std::string encoding;
};

// What came of one batch.
struct Batch {
  ImportCounts counted;
  std::vector<RowFault> faults;  // by line
  std::vector<ImportChange> changes;
  std::size_t line = 0;  // of its last row

  void refuse(std::size_t at, std::string code) {
    ++counted.refused;
    faults.push_back({at, "", std::move(code)});
  }
};

struct ListImport {
  AgencyId agency;
  bool is_preview = false;  // counts, and changes nothing
  std::function<void(const RowFault&)> on_fault = {};
  std::function<void(const ImportReport&, double progress)> on_progress = {};  // after each batch, in [0, 1]
  std::optional<ColumnMapping> columns = {};                                   // nothing: as the headings say
  std::size_t after_line = 0;  // what comes before was taken over already
  // In the transaction of each batch, and may be done again with it; in a preview in one of its own, which is
  // committed. Who has it records by itself who asked for the import.
  std::function<Result<void>(Transaction&, const Batch&, double progress)> on_batch = {};
};

}  // namespace jianzai::app
