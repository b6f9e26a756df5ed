#include "app/support.h"

#include <algorithm>

#include "app/audit.h"
#include "app/fields.h"
#include "app/view_operator.h"
#include "app/write.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

Result<std::vector<SupportContact>> save(Ports& ports, Transaction& transaction, const Operator& by,
                                         std::vector<SupportContact> contacts) {
  TRY(transaction.agencies().set_support(by.agency, contacts));
  TRY(record(ports, transaction, by, AuditAction::kSetSupport, by.agency.text()));
  return contacts;
}

}  // namespace

Result<std::vector<SupportContact>> list_support(Ports& ports, const Operator& by) {
  return TRY(ports.store.begin_read())->agencies().support(by.agency);
}

Result<std::vector<SupportContact>> add_support(Ports& ports, const Operator& by, std::string_view kind,
                                                std::string_view value, std::string_view hours) {
  TRY(must_work_for_agency(by));
  using Need = FieldReader::Need;
  FieldReader reader(china_date(ports.clock.now()));
  const auto known = support_kind_from(kind);
  if (!known) reader.refuse("kind", kind.empty() ? "REQUIRED" : "VALUE");
  auto text = reader.text("value", value, limits::kNameCharactersMax, Need::kRequired);
  auto open = reader.text("hours", hours, limits::kNameCharactersMax, Need::kOptional);
  if (reader.has_faults()) return reader.error();
  const SupportContact contact{.kind = *known, .value = std::move(*text), .hours = std::move(*open)};
  return write(ports.store, [&](Transaction& transaction) -> Result<std::vector<SupportContact>> {
    auto contacts = TRY(transaction.agencies().support(by.agency));
    if (std::ranges::find(contacts, contact) != contacts.end()) return contacts;
    if (contacts.size() >= limits::kSupportContactsMax) {
      FieldReader full(china_date(ports.clock.now()));
      full.refuse("value", "TOO_LONG");
      return full.error();
    }
    contacts.push_back(contact);
    return save(ports, transaction, by, std::move(contacts));
  });
}

Result<std::vector<SupportContact>> remove_support(Ports& ports, const Operator& by, std::string_view kind,
                                                   std::string_view value) {
  TRY(must_work_for_agency(by));
  return write(ports.store, [&](Transaction& transaction) -> Result<std::vector<SupportContact>> {
    auto contacts = TRY(transaction.agencies().support(by.agency));
    const auto removed = std::erase_if(
        contacts, [&](const SupportContact& one) { return to_text(one.kind) == kind && one.value == value; });
    if (removed == 0) return fail(ErrorCode::kNotFound);
    return save(ports, transaction, by, std::move(contacts));
  });
}

}  // namespace jianzai::app
