#include <map>

#include "storage/scope.h"
#include "storage/tables.h"

namespace jianzai::storage {

Result<bool> RegionTable::set_name(const Region& region) {
  const auto parent = region.code.parent();
  const int changed = TRY(context_.sql.execute(
      "INSERT INTO regions (code, parent, name) VALUES ($1, $2, $3) ON CONFLICT (code) DO UPDATE SET "
      "name = excluded.name WHERE regions.name <> excluded.name",
      {region.code.text(), parent ? parent->text() : "", region.name}));
  return changed == 1;
}

Result<std::optional<std::string>> RegionTable::name_of(const RegionCode& code) {
  const auto row = TRY(context_.sql.find("SELECT name FROM regions WHERE code = $1", {code.text()}));
  if (!row) return std::nullopt;
  return TRY(row->text(0));
}

Result<std::vector<app::KnownRegion>> RegionTable::children(const Scope& scope,
                                                            const std::optional<RegionCode>& parent) {
  std::map<std::string, app::KnownRegion> found;
  for (const Row& row : TRY(context_.sql.query("SELECT code, name FROM regions WHERE parent = $1",
                                               {parent ? parent->text() : ""}))) {
    auto code = RegionCode::parse(TRY(row.text(0)));
    if (!code) return Row::damaged(0);
    auto name = TRY(row.text(1));
    found.emplace(code->text(), app::KnownRegion{.code = *code, .name = std::move(name)});
  }
  // From one child with people to the next by the index: not through all the people between them.
  std::string after = parent ? parent->text() : "";
  const ScopeValues in(scope);
  while (!scope.employer) {
    const auto row = TRY(context_.sql.find(
        "SELECT region FROM persons WHERE agency = $1 AND region > $2 AND region <= $3 AND region >= $4 "
        "AND ($5 = '' OR region <= $5) ORDER BY region LIMIT 1",
        {scope.agency.text(), after, parent ? parent->last_inside() : "999999999999", in.from, in.to}));
    if (!row) break;
    const auto region = RegionCode::parse(TRY(row->text(0)));
    if (!region) return Row::damaged(0);
    const auto child = child_around(parent, *region);
    if (!child) return Row::damaged(0);
    found.emplace(child->text(), app::KnownRegion{.code = *child, .name = {}}).first->second.has_people =
        true;
    after = child->last_inside();
  }
  std::vector<app::KnownRegion> children;
  for (auto& [code, region] : found) children.push_back(std::move(region));
  return children;
}

}  // namespace jianzai::storage
