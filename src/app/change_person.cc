#include "app/change_person.h"

#include <algorithm>

#include "app/audit.h"
#include "app/fields.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kSourceCharactersMax = 50;

}  // namespace

Result<PersonView> change_person(Ports& ports, const Operator& by, const ChangePerson& request) {
  FieldReader reader(china_date(ports.clock.now()));
  const auto name =
      request.name.empty() ? std::optional<Secret<std::string>>() : reader.name("name", request.name);
  const auto phone =
      request.phone.empty() ? std::optional<Secret<std::string>>() : reader.mobile("phone", request.phone);
  const auto region = RegionCode::parse(request.region);
  if (!region && !request.region.empty()) reader.refuse("region", "VALUE");
  if (reader.has_faults()) return reader.error();
  return write(ports.store, [&](Transaction& transaction) -> Result<PersonView> {
    auto person = TRY(own_person(transaction, by, request.person));
    if (name) person.name = *name;
    if (phone) person.phone = *phone;
    if (region) person.region = region;
    if (!by.scope().holds(person)) {
      FieldReader outside(china_date(ports.clock.now()));
      outside.refuse("region", "OUTSIDE");
      return outside.error();
    }
    TRY(transaction.persons().set_details(person));
    TRY(record(ports, transaction, by, AuditAction::kChangePerson, person.id.text()));
    // Another region may have another rule.
    return view_of(transaction, TRY(own_person(transaction, by, request.person)));
  });
}

Result<PersonView> add_entitlement(Ports& ports, const Operator& by, const PersonId& person,
                                   std::string_view category_code, std::string_view started_on) {
  const Date today = china_date(ports.clock.now());
  FieldReader reader(today);
  const auto day = reader.day("started_on", started_on);
  if (category_code.empty()) reader.refuse("category_code", "REQUIRED");
  return write(ports.store, [&](Transaction& transaction) -> Result<PersonView> {
    const auto found = TRY(own_person(transaction, by, person));
    FieldReader checked = reader;
    const auto category = TRY(transaction.agencies().find_category(category_code));
    if (!category && !category_code.empty()) checked.refuse("category_code", "UNKNOWN_CATEGORY");
    if (checked.has_faults()) return checked.error();
    const bool is_there = std::ranges::any_of(
        found.entitlements, [&](const Entitlement& one) { return one.category.code == category->code; });
    if (!is_there) {
      TRY(transaction.persons().insert_entitlement(
          person, {.category = *category, .started_on = day.value_or(today), .last_passed_on = {}}));
      TRY(record(ports, transaction, by, AuditAction::kAddEntitlement, person.text()));
    }
    return view_of(transaction, TRY(own_person(transaction, by, person)));
  });
}

Result<LossView> report_loss(Ports& ports, const Operator& by, const ReportLoss& request) {
  const Time now = ports.clock.now();
  FieldReader reader(china_date(now));
  const auto kind = life_sign_kind_from(request.kind);
  if (!kind || !is_loss(*kind)) reader.refuse("kind", request.kind.empty() ? "REQUIRED" : "VALUE");
  const auto on = reader.day("happened_on", request.happened_on);
  if (request.happened_on.empty()) reader.refuse("happened_on", "REQUIRED");
  if (on && *on > china_date(now)) reader.refuse("happened_on", "VALUE");
  const auto source =
      reader.text("source", request.source, kSourceCharactersMax, FieldReader::Need::kRequired);
  if (reader.has_faults()) return reader.error();
  return write(ports.store, [&](Transaction& transaction) -> Result<LossView> {
    const auto person = TRY(own_person(transaction, by, request.person));
    LifeSign sign{.id = LifeSignId::make(ports.clock, ports.random),
                  .person = person.id,
                  .agency = person.agency,
                  .kind = *kind,
                  .source = *source,
                  .on = *on,
                  .received_at = now};
    if (TRY(transaction.life_signs().insert(sign)) == Inserted::kNew) {
      TRY(record(ports, transaction, by, AuditAction::kReportLoss, person.id.text()));
    } else {
      for (LifeSign& same : TRY(transaction.life_signs().of_person(person.id, *on))) {
        if (same.kind == sign.kind && same.on == sign.on && same.source == sign.source)
          sign = std::move(same);
      }
    }
    return LossView{.sign = std::move(sign), .person_name = person.name};
  });
}

}  // namespace jianzai::app
