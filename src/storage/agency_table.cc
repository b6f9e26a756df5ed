#include <algorithm>
#include <charconv>

#include "storage/tables.h"

namespace jianzai::storage {
namespace {

Result<Agency> agency_of(const Row& row) {
  auto id = TRY(row.id<AgencyId>(0));
  auto name = TRY(row.text(1));
  auto address = TRY(row.text(2));
  auto phone = TRY(row.text(3));
  auto hours = TRY(row.text(4));
  return Agency{.id = std::move(id),
                .name = std::move(name),
                .address = std::move(address),
                .phone = std::move(phone),
                .hours = std::move(hours)};
}

}  // namespace

Result<DueRule> rule_of(const Row& row, std::size_t first) {
  const auto kind = TRY(row.named(first, due_rule_kind_from));
  const auto months = static_cast<int>(TRY(row.integer(first + 1)));
  auto windows = windows_from(TRY(row.text(first + 2)));
  if (!windows) return Row::damaged(first + 2);
  const auto grace_days = static_cast<int>(TRY(row.integer(first + 3)));
  const bool takes_minors = TRY(row.integer(first + 4)) != 0;
  auto modes = challenge_modes_from(TRY(row.text(first + 5)));
  if (!modes) return Row::damaged(first + 5);
  return DueRule{.kind = kind,
                 .months = months,
                 .windows = std::move(*windows),
                 .grace_days = grace_days,
                 .takes_minors = takes_minors,
                 .modes = std::move(*modes)};
}

Result<Category> category_of(const Row& row, std::size_t first) {
  auto code = TRY(row.text(first));
  auto name = TRY(row.text(first + 1));
  const auto assurance = TRY(row.named(first + 2, assurance_level_from));
  auto rule = TRY(rule_of(row, first + 3));
  return Category{
      .code = std::move(code), .name = std::move(name), .rule = std::move(rule), .assurance = assurance};
}

Result<void> take_rule(Category& category, const Row& row, std::size_t at) {
  const auto text = TRY(row.text(at));
  if (text.empty()) return {};
  // As one row of its own, whose numbers are texts.
  std::vector<Value> values;
  for (std::string_view rest = text;;) {
    const auto bar = std::min(rest.find('|'), rest.size());
    const auto part = rest.substr(0, bar);
    const bool is_number = values.size() == 1 || values.size() == 3 || values.size() == 4;
    std::int64_t number = 0;
    if (is_number) {
      const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
      if (error != std::errc() || end != part.data() + part.size()) return Row::damaged(at);
    }
    values.push_back(is_number ? Value(number) : to_value(part));
    if (bar == rest.size()) break;
    rest.remove_prefix(bar + 1);
  }
  if (values.size() != 6) return Row::damaged(at);
  category.rule = TRY(rule_of(Row(std::move(values)), 0));
  return {};
}

Result<void> AgencyTable::insert(const Agency& agency) {
  TRY(context_.sql.execute(
      "INSERT INTO agencies (id, name, address, phone, hours) VALUES ($1, $2, $3, $4, $5)",
      {agency.id.text(), agency.name, agency.address, agency.phone, agency.hours}));
  return {};
}

Result<void> AgencyTable::update(const Agency& agency) {
  TRY(context_.sql.execute(
      "UPDATE agencies SET name = $2, address = $3, phone = $4, hours = $5 WHERE id = $1",
      {agency.id.text(), agency.name, agency.address, agency.phone, agency.hours}));
  return {};
}

Result<std::optional<Agency>> AgencyTable::find(const AgencyId& id) {
  const auto row = TRY(
      context_.sql.find("SELECT id, name, address, phone, hours FROM agencies WHERE id = $1", {id.text()}));
  if (!row) return std::nullopt;
  return TRY(agency_of(*row));
}

Result<std::vector<Agency>> AgencyTable::all() {
  std::vector<Agency> agencies;
  for (const Row& row :
       TRY(context_.sql.query("SELECT id, name, address, phone, hours FROM agencies ORDER BY id"))) {
    agencies.push_back(TRY(agency_of(row)));
  }
  return agencies;
}

Result<void> AgencyTable::insert(const Category& category) {
  const DueRule& rule = category.rule;
  TRY(context_.sql.execute(
      "INSERT INTO categories (code, name, assurance, " JIANZAI_RULE_COLUMNS
      ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {category.code, category.name, to_value(to_text(category.assurance)), to_value(to_text(rule.kind)),
       std::int64_t{rule.months}, windows_to_text(rule.windows), std::int64_t{rule.grace_days},
       std::int64_t{rule.takes_minors}, to_text(rule.modes)}));
  return {};
}

Result<std::vector<Category>> AgencyTable::categories() {
  std::vector<Category> categories;
  for (const Row& row :
       TRY(context_.sql.query("SELECT " JIANZAI_CATEGORY_COLUMNS " FROM categories c ORDER BY c.code")))
    categories.push_back(TRY(category_of(row, 0)));
  return categories;
}

Result<void> AgencyTable::set_rule(std::string_view category, const DueRule& rule) {
  TRY(
      context_.sql.execute("UPDATE categories SET rule_kind = $2, months = $3, windows = $4, "
                           "grace_days = $5, takes_minors = $6, modes = $7 WHERE code = $1",
                           {to_value(category), to_value(to_text(rule.kind)), std::int64_t{rule.months},
                            windows_to_text(rule.windows), std::int64_t{rule.grace_days},
                            std::int64_t{rule.takes_minors}, to_text(rule.modes)}));
  return {};
}

Result<void> AgencyTable::set_rule(const RegionalRule& regional) {
  const DueRule& rule = regional.rule;
  TRY(context_.sql.execute(
      "INSERT INTO category_rules (category, region, " JIANZAI_RULE_COLUMNS
      ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (category, region) DO UPDATE SET "
      "rule_kind = excluded.rule_kind, months = excluded.months, windows = excluded.windows, "
      "grace_days = excluded.grace_days, takes_minors = excluded.takes_minors, modes = excluded.modes",
      {regional.category, regional.region.text(), to_value(to_text(rule.kind)), std::int64_t{rule.months},
       windows_to_text(rule.windows), std::int64_t{rule.grace_days}, std::int64_t{rule.takes_minors},
       to_text(rule.modes)}));
  return {};
}

Result<void> AgencyTable::unset_rule(std::string_view category, const RegionCode& region) {
  TRY(context_.sql.execute("DELETE FROM category_rules WHERE category = $1 AND region = $2",
                           {to_value(category), region.text()}));
  return {};
}

Result<std::vector<RegionalRule>> AgencyTable::rules() {
  std::vector<RegionalRule> rules;
  for (const Row& row :
       TRY(context_.sql.query("SELECT category, region, " JIANZAI_RULE_COLUMNS " FROM category_rules "
                              "ORDER BY category, region"))) {
    auto category = TRY(row.text(0));
    auto region = RegionCode::parse(TRY(row.text(1)));
    if (!region) return Row::damaged(1);
    auto rule = TRY(rule_of(row, 2));
    rules.push_back({.category = std::move(category), .region = std::move(*region), .rule = std::move(rule)});
  }
  return rules;
}

Result<std::optional<Category>> AgencyTable::find_category(std::string_view code) {
  const auto row = TRY(context_.sql.find(
      "SELECT " JIANZAI_CATEGORY_COLUMNS " FROM categories c WHERE c.code = $1", {to_value(code)}));
  if (!row) return std::nullopt;
  return TRY(category_of(*row, 0));
}

Result<std::vector<SupportContact>> support_of(Result<std::vector<Row>> rows) {
  std::vector<SupportContact> contacts;
  for (const Row& row : TRY(std::move(rows))) {
    const auto kind = TRY(row.named(0, support_kind_from));
    auto value = TRY(row.text(1));
    auto hours = TRY(row.text(2));
    contacts.push_back({.kind = kind, .value = std::move(value), .hours = std::move(hours)});
  }
  return contacts;
}

Result<std::vector<SupportContact>> AgencyTable::support(const AgencyId& id) {
  return support_of(context_.sql.query(
      "SELECT kind, contact, hours FROM support_contacts WHERE agency = $1 ORDER BY place", {id.text()}));
}

Result<void> AgencyTable::set_support(const AgencyId& id, const std::vector<SupportContact>& contacts) {
  TRY(context_.sql.execute("DELETE FROM support_contacts WHERE agency = $1", {id.text()}));
  std::int64_t place = 0;
  for (const auto& contact : contacts) {
    TRY(context_.sql.execute(
        "INSERT INTO support_contacts (agency, place, kind, contact, hours) VALUES ($1, $2, $3, $4, $5)",
        {id.text(), place++, to_value(to_text(contact.kind)), contact.value, contact.hours}));
  }
  return {};
}

}  // namespace jianzai::storage
