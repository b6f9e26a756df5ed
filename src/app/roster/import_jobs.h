// Lists that operators hand in at the console (domain/import_job.h). They are those of the whole agency: who
// works for a region or an employer has none of them.
#pragma once

#include <map>

#include "app/ports.h"
#include "app/roster/table_reader.h"

namespace jianzai::app {

struct HandInList {
  ListKind kind = ListKind::kRoster;
  std::string file_name;  // to be shown; of a longer one the beginning
  ByteView content;       // CSV in UTF-8 or GB18030, or a workbook
  std::string request_key;
};

// The columns that lists of a kind have.
[[nodiscard]] std::span<const Heading> headings_of(ListKind kind);

struct ImportView {
  ImportJob job;
  std::string made_by;                // login
  std::vector<RowFault> faults = {};  // the first ones
  std::vector<std::pair<KeptBecause, std::int64_t>> kept = {};
  bool may_be_undone = false;
};

// Keeps it, sealed; it is checked in the background (run_import_jobs.h), as what follows is done there. The
// same key gives the same one. Errors of all: kForbidden for who works for a region; kNotFound for one of
// another agency. Of this one: kInvalidRequest for an empty file; kBodyTooLarge; kIdempotencyConflict;
// kTooManyTries where as many wait as may.
[[nodiscard]] Result<ImportView> hand_in_list(Ports& ports, const Operator& by, const HandInList& request);
// The latest first, without samples, faults and what was kept.
[[nodiscard]] Result<Page<ImportView>> list_imports(Ports& ports, const Operator& by,
                                                    std::string_view cursor);
[[nodiscard]] Result<ImportView> view_import(Ports& ports, const Operator& by, const ImportId& id);

// Which column, from 0, is which field; remembered for files with these headings. It is checked again.
// Errors: kInvalidFields; kTaskRefused (STATE) once it was started, or while it is checked.
[[nodiscard]] Result<ImportView> map_columns(Ports& ports, const Operator& by, const ImportId& id,
                                             const std::map<std::string, std::string>& columns);

// Doing these again gives it as it is. Errors: kTaskRefused (STATE) where the state forbids it; of the first
// one kSamePerson for who handed signs of life in, where somebody else may start them.
[[nodiscard]] Result<ImportView> start_import(Ports& ports, const Operator& by, const ImportId& id);
[[nodiscard]] Result<ImportView> discard_import(Ports& ports, const Operator& by, const ImportId& id);
// What the list added and nobody has built upon is taken back, as long as its traces are kept
// (retention.h).
[[nodiscard]] Result<ImportView> undo_import(Ports& ports, const Operator& by, const ImportId& id);

}  // namespace jianzai::app
