// What regions are called (行政区划名称). Names are the server's, of no agency, and nothing secret.
#pragma once

#include <istream>

#include "app/ports.h"
#include "app/roster/table_reader.h"

namespace jianzai::app {

// From the province down to the code itself, each with its name; a name is empty where nobody gave one.
[[nodiscard]] Result<std::vector<Region>> region_path(Transaction& transaction, const RegionCode& code);
// Errors: kNotFound for what is no code.
[[nodiscard]] Result<std::vector<Region>> view_region(Ports& ports, std::string_view code);

// One level below `parent`, provinces where it is empty: those with a name, and those in which people of the
// operator's scope live. Errors: kInvalidFields.
[[nodiscard]] Result<std::vector<KnownRegion>> list_regions(Ports& ports, const Operator& by,
                                                            std::string_view parent);

// For system administrators. Errors: kForbidden; kNotFound for what is no code; kInvalidFields.
[[nodiscard]] Result<Region> name_region(Ports& ports, const Operator& by, std::string_view code,
                                         std::string_view name);

struct RegionsReport {
  std::string_view encoding;
  std::size_t rows = 0;
  std::size_t named = 0;  // that had no name, or another one
  std::size_t unchanged = 0;
  std::size_t refused = 0;
};
// A CSV list of codes and names (地区代码, 名称), UTF-8 or GB18030; for whoever runs commands on the server.
// `on_fault`: each row that was left out. Errors: those of read_table.
[[nodiscard]] Result<RegionsReport> import_regions(Ports& ports, std::istream& csv,
                                                   const std::function<void(const RowFault&)>& on_fault);

}  // namespace jianzai::app
