#include "app/due_rules.h"

#include "app/audit.h"
#include "app/fields.h"
#include "app/write.h"
#include "base/limits.h"

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
  Place place;
  place.category = TRY(transaction->agencies().find_category(category_code));
  place.region = RegionCode::parse(region);
  if (!place.category) reader.refuse("category", "UNKNOWN_CATEGORY");
  if (!place.region && !region.empty()) reader.refuse("region", "VALUE");
  return place;
}

std::string object_of(const Place& place) {
  return place.category->code + (place.region ? " " + place.region->text() : "");
}

Result<void> must_be_system_admin(const RuleChanger& by) {
  if (by && by->role != OperatorRole::kSystemAdmin)
    return fail(ErrorCode::kForbidden, "system administrators only");
  return {};
}

Result<void> note(Ports& ports, Transaction& transaction, const RuleChanger& by, AuditAction action,
                  std::string object) {
  if (by) return record(ports, transaction, *by, action, std::move(object));
  return record(ports, transaction, std::nullopt, action, std::move(object));
}

// Of no use once a fault was noted.
DueRule read_rule(FieldReader& reader, const SetDueRule& request) {
  DueRule rule;
  const auto kind = due_rule_kind_from(request.kind);
  if (!kind) reader.refuse("kind", "VALUE");
  rule.kind = kind.value_or(rule.kind);
  const bool is_fixed = kind == DueRuleKind::kFixedWindow;
  rule.months = reader.number("months", request.months, 1, kMonthsMax, 0).value_or(0);
  if (is_fixed != request.months.empty()) reader.refuse("months", is_fixed ? "VALUE" : "REQUIRED");
  auto windows = windows_from(request.windows);
  if (is_fixed ? !windows || windows->empty() : !request.windows.empty()) reader.refuse("windows", "VALUE");
  if (is_fixed && windows) rule.windows = std::move(*windows);
  rule.grace_days = reader.number("grace_days", request.grace_days, 0, kPlanDaysMax, 0).value_or(0);
  if (!request.minors.empty() && request.minors != "YES" && request.minors != "NO")
    reader.refuse("minors", "VALUE");
  rule.takes_minors = request.minors != "NO";
  if (!request.modes.empty()) {
    auto modes = challenge_modes_from(request.modes);
    if (!modes) reader.refuse("modes", "VALUE");
    if (modes) rule.modes = std::move(*modes);
  }
  return rule;
}

}  // namespace

Result<void> set_due_rule(Ports& ports, const RuleChanger& by, const SetDueRule& request) {
  TRY(must_be_system_admin(by));
  FieldReader reader(china_date(ports.clock.now()));
  const auto place = TRY(read_place(ports, reader, request.category_code, request.region));
  const auto rule = read_rule(reader, request);
  if (reader.has_faults()) return reader.error();
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    if (!place.region) {
      TRY(transaction.agencies().set_rule(place.category->code, rule));
      return note(ports, transaction, by, AuditAction::kSetCategory, object_of(place));
    }
    TRY(transaction.agencies().set_rule(
        {.category = place.category->code, .region = *place.region, .rule = rule}));
    return note(ports, transaction, by, AuditAction::kSetDueRule, object_of(place));
  });
}

Result<Category> add_category(Ports& ports, const RuleChanger& by, const NewCategory& request) {
  TRY(must_be_system_admin(by));
  FieldReader reader(china_date(ports.clock.now()));
  const std::string& code = request.rule.category_code;
  if (code.empty() || code.size() > limits::kNameCharactersMax ||
      code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != std::string::npos)
    reader.refuse("category", "VALUE");
  const auto name =
      reader.text("name", request.name, limits::kNameCharactersMax, FieldReader::Need::kRequired);
  const auto assurance =
      request.assurance.empty() ? AssuranceLevel::kStandard : assurance_level_from(request.assurance);
  if (!assurance) reader.refuse("assurance", "VALUE");
  if (!request.rule.region.empty()) reader.refuse("region", "VALUE");
  auto rule = read_rule(reader, request.rule);
  if (reader.has_faults()) return reader.error();
  const Category category{.code = code, .name = *name, .rule = std::move(rule), .assurance = *assurance};
  return write(ports.store, [&](Transaction& transaction) -> Result<Category> {
    if (TRY(transaction.agencies().find_category(code))) {
      FieldReader taken(china_date(ports.clock.now()));
      taken.refuse("category", "TAKEN");
      return taken.error();
    }
    TRY(transaction.agencies().insert(category));
    TRY(note(ports, transaction, by, AuditAction::kSetCategory, code));
    return category;
  });
}

Result<void> unset_due_rule(Ports& ports, const RuleChanger& by, std::string_view category_code,
                            std::string_view region) {
  TRY(must_be_system_admin(by));
  FieldReader reader(china_date(ports.clock.now()));
  const auto place = TRY(read_place(ports, reader, category_code, region));
  if (region.empty()) reader.refuse("region", "REQUIRED");
  if (reader.has_faults()) return reader.error();
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    TRY(transaction.agencies().unset_rule(place.category->code, *place.region));
    return note(ports, transaction, by, AuditAction::kUnsetDueRule, object_of(place));
  });
}

Result<DueRule> find_due_rule(Ports& ports, std::string_view category_code,
                              const std::optional<RegionCode>& region) {
  const auto transaction = TRY(ports.store.begin_read());
  if (!region) {
    const auto category = TRY(transaction->agencies().find_category(category_code));
    if (!category) return fail(ErrorCode::kNotFound);
    return category->rule;
  }
  for (const RegionalRule& rule : TRY(transaction->agencies().rules())) {
    if (rule.category == category_code && rule.region == *region) return rule.rule;
  }
  return fail(ErrorCode::kNotFound);
}

Result<DuePreview> preview_due_rule(Ports& ports, const PreviewDueRule& request) {
  FieldReader reader(china_date(ports.clock.now()));
  const auto rule = read_rule(reader, request.rule);
  const auto started_on = reader.day("started_on", request.started_on);
  const auto last_passed_on = reader.day("last_passed_on", request.last_passed_on);
  if (request.started_on.empty() && request.last_passed_on.empty()) reader.refuse("started_on", "REQUIRED");
  if (reader.has_faults()) return reader.error();
  const Cycle cycle =
      last_passed_on ? cycle_after_pass(rule, *last_passed_on) : first_cycle(rule, *started_on);
  return DuePreview{.cycle = cycle, .next = cycle_after_pass(rule, cycle.due_on)};
}

Result<std::vector<RegionalRuleView>> list_due_rules(Ports& ports) {
  const auto transaction = TRY(ports.store.begin_read());
  std::vector<RegionalRuleView> views;
  for (RegionalRule& rule : TRY(transaction->agencies().rules())) {
    const auto name = TRY(transaction->regions().name_of(rule.region));
    views.push_back({.rule = std::move(rule), .region_name = name.value_or("")});
  }
  return views;
}

}  // namespace jianzai::app
