#include "app/support.h"

#include <algorithm>

#include "app/audit.h"
#include "app/employers.h"
#include "app/fields.h"
#include "app/view_operator.h"
#include "app/write.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

using Contacts = std::vector<SupportContact>;

// Whose contacts are meant; nothing: the agency's.
Result<std::optional<EmployerId>> owner_of(Ports& ports, Transaction& transaction, const Operator& by,
                                           std::string_view employer_code) {
  if (by.employer) return by.employer;
  FieldReader reader(china_date(ports.clock.now()));
  auto employer = TRY(read_employer(transaction, reader, by.agency, employer_code));
  if (reader.has_faults()) return reader.error();
  return employer;
}

Result<Contacts> load(Transaction& transaction, const AgencyId& agency,
                      const std::optional<EmployerId>& employer) {
  return employer ? transaction.employers().support(*employer) : transaction.agencies().support(agency);
}

// `change` says of the contacts that are there what becomes of them; what comes out as it went in is not
// written.
template <class Change>
Result<Contacts> change_contacts(Ports& ports, const Operator& by, std::string_view employer_code,
                                 const Change& change) {
  if (!by.employer) TRY(must_work_for_agency(by));
  return write(ports.store, [&](Transaction& transaction) -> Result<Contacts> {
    const auto employer = TRY(owner_of(ports, transaction, by, employer_code));
    const auto before = TRY(load(transaction, by.agency, employer));
    Contacts after = TRY(change(before));
    if (after == before) return after;
    if (employer) {
      TRY(transaction.employers().set_support(*employer, after));
    } else {
      TRY(transaction.agencies().set_support(by.agency, after));
    }
    TRY(record(ports, transaction, by, AuditAction::kSetSupport,
               employer ? employer->text() : by.agency.text()));
    return after;
  });
}

}  // namespace

Result<Contacts> support_for(Transaction& transaction, const Person& person) {
  Contacts contacts;
  if (person.employer) contacts = TRY(transaction.employers().support(*person.employer));
  std::ranges::move(TRY(transaction.agencies().support(person.agency)), std::back_inserter(contacts));
  return contacts;
}

Result<Contacts> list_support(Ports& ports, const Operator& by, std::string_view employer_code) {
  const auto transaction = TRY(ports.store.begin_read());
  return load(*transaction, by.agency, TRY(owner_of(ports, *transaction, by, employer_code)));
}

Result<Contacts> add_support(Ports& ports, const Operator& by, const SupportChange& change) {
  using Need = FieldReader::Need;
  const Date today = china_date(ports.clock.now());
  FieldReader reader(today);
  const auto kind = support_kind_from(change.kind);
  if (!kind) reader.refuse("kind", change.kind.empty() ? "REQUIRED" : "VALUE");
  auto value = reader.text("value", change.value, limits::kNameCharactersMax, Need::kRequired);
  auto hours = reader.text("hours", change.hours, limits::kNameCharactersMax, Need::kOptional);
  if (reader.has_faults()) return reader.error();
  const SupportContact contact{.kind = *kind, .value = std::move(*value), .hours = std::move(*hours)};
  return change_contacts(ports, by, change.employer_code, [&](Contacts contacts) -> Result<Contacts> {
    if (std::ranges::find(contacts, contact) != contacts.end()) return contacts;
    if (contacts.size() >= limits::kSupportContactsMax) {
      FieldReader full(today);
      full.refuse("value", "TOO_LONG");
      return full.error();
    }
    contacts.push_back(contact);
    return contacts;
  });
}

Result<Contacts> remove_support(Ports& ports, const Operator& by, const SupportChange& change) {
  return change_contacts(ports, by, change.employer_code, [&](Contacts contacts) -> Result<Contacts> {
    const auto removed = std::erase_if(contacts, [&](const SupportContact& one) {
      return to_text(one.kind) == change.kind && one.value == change.value;
    });
    if (removed == 0) return fail(ErrorCode::kNotFound);
    return contacts;
  });
}

}  // namespace jianzai::app
