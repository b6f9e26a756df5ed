#include "app/due_rules.h"

#include "app/audit.h"
#include "app/fields.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

constexpr int kMonthsMax = 24;

struct Place {
  std::optional<Category> category;
  std::optional<RegionCode> region;
};

Result<Place> read_place(Ports& ports, FieldReader& reader, std::string_view category_code,
                         std::string_view region) {
  const auto transaction = TRY(ports.store.begin_read());
  Place place{.category = TRY(transaction->agencies().find_category(category_code)),
              .region = RegionCode::parse(region)};
  if (!place.category) reader.refuse("category", "UNKNOWN_CATEGORY");
  if (!place.region) reader.refuse("region", "VALUE");
  return place;
}

std::string object_of(const Place& place) { return place.category->code + " " + place.region->text(); }

}  // namespace

Result<void> set_due_rule(Ports& ports, const SetDueRule& request) {
  FieldReader reader(china_date(ports.clock.now()));
  const auto place = TRY(read_place(ports, reader, request.category_code, request.region));
  const auto kind = due_rule_kind_from(request.kind);
  if (!kind) reader.refuse("kind", "VALUE");
  const bool is_fixed = kind == DueRuleKind::kFixedWindow;
  const auto months = reader.number("months", request.months, 1, kMonthsMax, 0);
  if (is_fixed != request.months.empty()) reader.refuse("months", is_fixed ? "VALUE" : "REQUIRED");
  const auto windows = windows_from(request.windows);
  if (is_fixed ? !windows || windows->empty() : !request.windows.empty()) reader.refuse("windows", "VALUE");
  if (reader.has_faults()) return reader.error();
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    RegionalRule rule{.category = place.category->code,
                      .region = *place.region,
                      .rule = {.kind = *kind, .months = *months, .windows = {}}};
    if (is_fixed) rule.rule.windows = *windows;
    TRY(transaction.agencies().set_rule(rule));
    return record(ports, transaction, std::nullopt, AuditAction::kSetDueRule, object_of(place));
  });
}

Result<void> unset_due_rule(Ports& ports, std::string_view category_code, std::string_view region) {
  FieldReader reader(china_date(ports.clock.now()));
  const auto place = TRY(read_place(ports, reader, category_code, region));
  if (reader.has_faults()) return reader.error();
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    TRY(transaction.agencies().unset_rule(place.category->code, *place.region));
    return record(ports, transaction, std::nullopt, AuditAction::kUnsetDueRule, object_of(place));
  });
}

Result<std::vector<RegionalRule>> list_due_rules(Ports& ports) {
  const auto transaction = TRY(ports.store.begin_read());
  return transaction->agencies().rules();
}

}  // namespace jianzai::app
