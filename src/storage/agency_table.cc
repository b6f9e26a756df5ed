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

Result<Category> category_of(const Row& row, std::size_t first) {
  auto code = TRY(row.text(first));
  auto name = TRY(row.text(first + 1));
  const auto kind = TRY(row.named(first + 2, due_rule_kind_from));
  const auto months = static_cast<int>(TRY(row.integer(first + 3)));
  auto windows = windows_from(TRY(row.text(first + 4)));
  if (!windows) return Row::damaged(first + 4);
  const auto assurance = TRY(row.named(first + 5, assurance_level_from));
  return Category{.code = std::move(code),
                  .name = std::move(name),
                  .rule = {.kind = kind, .months = months, .windows = std::move(*windows)},
                  .assurance = assurance};
}

Result<void> take_rule(Category& category, const Row& row, std::size_t at) {
  const auto text = TRY(row.text(at));
  if (text.empty()) return {};
  const auto first = text.find('|');
  const auto second = text.find('|', first + 1);
  if (first == std::string::npos || second == std::string::npos) return Row::damaged(at);
  const auto kind = due_rule_kind_from(std::string_view(text).substr(0, first));
  auto windows = windows_from(std::string_view(text).substr(second + 1));
  int months = 0;
  const auto [end, error] = std::from_chars(text.data() + first + 1, text.data() + second, months);
  if (!kind || !windows || error != std::errc() || end != text.data() + second) return Row::damaged(at);
  category.rule = {.kind = *kind, .months = months, .windows = std::move(*windows)};
  return {};
}

Result<void> AgencyTable::insert(const Agency& agency) {
  TRY(context_.sql.execute(
      "INSERT INTO agencies (id, name, address, phone, hours) VALUES ($1, $2, $3, $4, $5)",
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
  TRY(
      context_.sql.execute("INSERT INTO categories (code, name, rule_kind, months, windows, assurance) "
                           "VALUES ($1, $2, $3, $4, $5, "
                           "$6)",
                           {category.code, category.name, to_value(to_text(category.rule.kind)),
                            std::int64_t{category.rule.months}, windows_to_text(category.rule.windows),
                            to_value(to_text(category.assurance))}));
  return {};
}

Result<std::vector<Category>> AgencyTable::categories() {
  std::vector<Category> categories;
  for (const Row& row : TRY(context_.sql.query(
           "SELECT code, name, rule_kind, months, windows, assurance FROM categories ORDER BY code"))) {
    categories.push_back(TRY(category_of(row, 0)));
  }
  return categories;
}

Result<void> AgencyTable::set_rule(const RegionalRule& rule) {
  TRY(context_.sql.execute(
      "INSERT INTO category_rules (category, region, rule_kind, months, windows) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (category, region) DO UPDATE SET rule_kind = excluded.rule_kind, "
      "months = excluded.months, windows = excluded.windows",
      {rule.category, rule.region.text(), to_value(to_text(rule.rule.kind)), std::int64_t{rule.rule.months},
       windows_to_text(rule.rule.windows)}));
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
       TRY(context_.sql.query("SELECT category, region, rule_kind, months, windows FROM category_rules "
                              "ORDER BY category, region"))) {
    auto category = TRY(row.text(0));
    auto region = RegionCode::parse(TRY(row.text(1)));
    if (!region) return Row::damaged(1);
    const auto kind = TRY(row.named(2, due_rule_kind_from));
    const auto months = static_cast<int>(TRY(row.integer(3)));
    auto windows = windows_from(TRY(row.text(4)));
    if (!windows) return Row::damaged(4);
    rules.push_back({.category = std::move(category),
                     .region = std::move(*region),
                     .rule = {.kind = kind, .months = months, .windows = std::move(*windows)}});
  }
  return rules;
}

Result<std::optional<Category>> AgencyTable::find_category(std::string_view code) {
  const auto row = TRY(context_.sql.find(
      "SELECT code, name, rule_kind, months, windows, assurance FROM categories WHERE code = $1",
      {to_value(code)}));
  if (!row) return std::nullopt;
  return TRY(category_of(*row, 0));
}

Result<std::vector<SupportContact>> AgencyTable::support(const AgencyId& id) {
  std::vector<SupportContact> contacts;
  for (const Row& row : TRY(context_.sql.query(
           "SELECT kind, contact, hours FROM support_contacts WHERE agency = $1 ORDER BY place",
           {id.text()}))) {
    const auto kind = TRY(row.named(0, support_kind_from));
    auto value = TRY(row.text(1));
    auto hours = TRY(row.text(2));
    contacts.push_back({.kind = kind, .value = std::move(value), .hours = std::move(hours)});
  }
  return contacts;
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
