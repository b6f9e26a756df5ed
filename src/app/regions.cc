#include "app/regions.h"

#include <algorithm>

#include "app/audit.h"
#include "app/fields.h"
#include "app/view_operator.h"
#include "app/write.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

enum Column : std::size_t { kCode, kName, kColumns };
constexpr std::array<Heading, kColumns> kHeadings{{
    {"code", true, {"地区代码", "行政区划代码", "区划代码", "code", "region_code"}},
    {"name", true, {"名称", "地区名称", "行政区划名称", "name", "region_name"}},
}};

std::optional<std::string> read_name(FieldReader& reader, std::string_view name) {
  return reader.text("name", name, limits::kNameCharactersMax, FieldReader::Need::kRequired);
}

}  // namespace

Result<std::vector<Region>> region_path(Transaction& transaction, const RegionCode& code) {
  std::vector<Region> path;
  for (auto at = std::optional(code); at; at = at->parent()) {
    auto name = TRY(transaction.regions().name_of(*at));
    path.push_back({.code = *at, .name = std::move(name).value_or("")});
  }
  std::ranges::reverse(path);
  return path;
}

Result<std::vector<Region>> view_region(Ports& ports, std::string_view code) {
  const auto region = RegionCode::parse(code);
  if (!region) return fail(ErrorCode::kNotFound, "no region's code");
  const auto transaction = TRY(ports.store.begin_read());
  return region_path(*transaction, *region);
}

Result<std::vector<KnownRegion>> list_regions(Ports& ports, const Operator& by, std::string_view parent) {
  const auto region = RegionCode::parse(parent);
  if (!region && !parent.empty()) {
    FieldReader reader(china_date(ports.clock.now()));
    reader.refuse("parent", "VALUE");
    return reader.error();
  }
  return TRY(ports.store.begin_read())->regions().children(by.scope(), region);
}

Result<Region> name_region(Ports& ports, const Operator& by, std::string_view code, std::string_view name) {
  TRY(must_be_system_admin(by));
  const auto known = RegionCode::parse(code);
  if (!known) return fail(ErrorCode::kNotFound, "no region's code");
  FieldReader reader(china_date(ports.clock.now()));
  auto text = read_name(reader, name);
  if (reader.has_faults()) return reader.error();
  const Region region{.code = *known, .name = std::move(*text)};
  return write(ports.store, [&](Transaction& transaction) -> Result<Region> {
    if (TRY(transaction.regions().set_name(region)))
      TRY(record(ports, transaction, by, AuditAction::kNameRegion, region.code.text()));
    return region;
  });
}

Result<RegionsReport> import_regions(Ports& ports, std::istream& csv,
                                     const std::function<void(const RowFault&)>& on_fault) {
  RegionsReport report;
  std::vector<Region> regions;
  const Date today = china_date(ports.clock.now());
  const auto on_row = [&](std::size_t line, const TableRow& texts) {
    ++report.rows;
    FieldReader reader(today);
    const auto code = RegionCode::parse(texts[kCode]);
    if (!code) reader.refuse("code", texts[kCode].empty() ? "REQUIRED" : "VALUE");
    auto name = read_name(reader, texts[kName]);
    if (!reader.has_faults()) {
      regions.push_back({.code = *code, .name = std::move(*name)});
      return;
    }
    ++report.refused;
    const auto faults = reader.error();
    for (const auto& fault : faults.value().fields) {
      if (on_fault) on_fault({.line = line, .field = fault.field, .code = fault.code});
    }
  };
  const auto on_batch = [&](double) -> Result<void> {
    if (regions.empty()) return {};
    const auto named = TRY(write(ports.store, [&](Transaction& transaction) -> Result<std::size_t> {
      std::size_t changed = 0;
      for (const Region& region : regions) changed += TRY(transaction.regions().set_name(region)) ? 1 : 0;
      if (changed > 0 && report.named == 0)
        TRY(record(ports, transaction, std::nullopt, AuditAction::kImportRegions, "regions"));
      return changed;
    }));
    report.named += named;
    report.unchanged += regions.size() - named;
    regions.clear();
    return {};
  };
  const TableReading reading{.headings = kHeadings, .on_row = on_row, .on_batch = on_batch};
  report.encoding = TRY(read_table(csv, reading));
  return report;
}

}  // namespace jianzai::app
