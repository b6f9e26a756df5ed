#include "app/employers.h"

#include "app/audit.h"
#include "app/view_operator.h"
#include "app/write.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kRowsPerPage = 50;

}  // namespace

Result<std::optional<EmployerId>> read_employer(Transaction& transaction, FieldReader& reader,
                                                const AgencyId& agency, std::string_view code) {
  if (code.empty()) return std::nullopt;
  const auto known = CreditCode::parse(code);
  const auto employer = known ? TRY(transaction.employers().find_by_code(agency, *known)) : std::nullopt;
  if (employer) return employer->id;
  reader.refuse("employer_code", known ? "UNKNOWN_EMPLOYER" : "CREDIT_CODE");
  return std::nullopt;
}

Result<Employer> add_employer(Ports& ports, const Operator& by, std::string_view code,
                              std::string_view name) {
  TRY(must_work_for_agency(by));
  FieldReader reader(china_date(ports.clock.now()));
  auto known = CreditCode::parse(code);
  if (!known) reader.refuse("code", code.empty() ? "REQUIRED" : "CREDIT_CODE");
  auto text = reader.text("name", name, limits::kNameCharactersMax, FieldReader::Need::kRequired);
  if (reader.has_faults()) return reader.error();
  const Employer employer{.id = EmployerId::make(ports.clock, ports.random),
                          .agency = by.agency,
                          .code = std::move(*known),
                          .name = std::move(*text)};
  return write(ports.store, [&](Transaction& transaction) -> Result<Employer> {
    if (auto same = TRY(transaction.employers().find_by_code(by.agency, employer.code))) {
      if (same->name == employer.name) return std::move(*same);
      if (by.role == OperatorRole::kSystemAdmin) {
        same->name = employer.name;
        TRY(transaction.employers().set_name(same->id, same->name));
        TRY(record(ports, transaction, by, AuditAction::kAddEmployer, same->id.text()));
        return std::move(*same);
      }
      FieldReader taken(china_date(ports.clock.now()));
      taken.refuse("code", "TAKEN");
      return taken.error();
    }
    TRY(transaction.employers().insert(employer));
    TRY(record(ports, transaction, by, AuditAction::kAddEmployer, employer.id.text()));
    return employer;
  });
}

Result<Page<Employer>> list_employers(Ports& ports, const Operator& by, std::string_view query,
                                      std::string_view cursor) {
  return TRY(ports.store.begin_read())->employers().page(by.agency, query, cursor, kRowsPerPage);
}

Result<PersonView> set_employer(Ports& ports, const Operator& by, const PersonId& person,
                                std::string_view code) {
  return write(ports.store, [&](Transaction& transaction) -> Result<PersonView> {
    auto found = TRY(own_person(transaction, by, person));
    FieldReader reader(china_date(ports.clock.now()));
    found.employer = TRY(read_employer(transaction, reader, by.agency, code));
    if (reader.has_faults()) return reader.error();
    TRY(transaction.persons().set_employer(person, found.employer));
    TRY(record(ports, transaction, by, AuditAction::kSetEmployer, person.text()));
    return view_of(transaction, std::move(found));
  });
}

}  // namespace jianzai::app
