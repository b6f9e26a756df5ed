#pragma once

#include <functional>

#include "app/ports.h"

namespace jianzai::app {

// Checks, takes over and takes back the lists that wait (domain/import_job.h), one after the other, as long
// as `goes_on`; how many were worked on. Each batch is in one transaction with how far the list is, so that
// after a crash another worker goes on behind it, and no row is counted twice. A worker that says nothing for
// kImportClaim has lost its list. One that cannot be read has failed; where the database does not answer it
// is tried again. Keeps one list in memory: limits::kListBytesMax, of a workbook also kListTextBytesMax.
[[nodiscard]] Result<int> run_import_jobs(
    Ports& ports, const std::function<bool()>& goes_on = [] { return true; });

// Longer than a batch or the reading of a workbook takes.
inline constexpr std::chrono::minutes kImportClaim{2};

}  // namespace jianzai::app
