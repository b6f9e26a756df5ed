#include "app/add_person.h"

#include "app/audit.h"
#include "app/employers.h"
#include "app/fields.h"
#include "app/manage_account.h"
#include "app/notices.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

bool is_same(const Person& a, const Person& b) {
  return a.agency == b.agency && a.id_number == b.id_number && a.name.reveal() == b.name.reveal() &&
         a.phone.reveal() == b.phone.reveal() && a.region == b.region && a.employer == b.employer &&
         !a.entitlements.empty() && !b.entitlements.empty() &&
         a.entitlements.front().category.code == b.entitlements.front().category.code;
}

}  // namespace

Result<Person> add_person(Ports& ports, const Operator& by, const AddPerson& request) {
  const Date today = china_date(ports.clock.now());
  FieldReader reader(today);
  auto name = reader.name("name", request.name);
  auto id_number = reader.id_number("id_number", request.id_number);
  auto phone = reader.mobile("phone", request.phone);
  auto region = RegionCode::parse(request.region);
  if (!region && !request.region.empty()) reader.refuse("region", "VALUE");

  auto employer =
      TRY(read_employer(*TRY(ports.store.begin_read()), reader, by.agency, request.employer_code));
  auto category = TRY(TRY(ports.store.begin_read())->agencies().find_category(request.category_code));
  if (request.category_code.empty()) {
    reader.refuse("category_code", "REQUIRED");
  } else if (!category) {
    reader.refuse("category_code", "UNKNOWN_CATEGORY");
  }
  if (reader.has_faults()) return reader.error();

  Person person{.id = PersonId::make(ports.clock, ports.random),
                .agency = by.agency,
                .name = *name,
                .id_number = *id_number,
                .phone = *phone,
                .created_at = ports.clock.now(),
                .region = std::move(region),
                .employer = std::move(employer),
                .entitlements = {{.category = *category, .started_on = today, .last_passed_on = {}}}};
  if (!by.scope().holds(person)) {
    reader.refuse("region", "OUTSIDE");
    return reader.error();
  }
  return write(ports.store, [&](Transaction& transaction) -> Result<Person> {
    if (auto same = TRY(transaction.persons().find_by_request_key(request.request_key))) {
      if (is_same(*same, person)) return std::move(*same);
      return fail(ErrorCode::kIdempotencyConflict, "the key added somebody else");
    }
    if (TRY(transaction.persons().find_by_id_number(person.id_number))) return fail(ErrorCode::kPersonExists);
    const auto account = TRY(transaction.accounts().find_by_id_number(person.id_number));
    if (account && account->name.reveal() != person.name.reveal()) {
      if (!request.closes_account) return fail(ErrorCode::kNameIdMismatch);
      TRY(notify_account(ports, transaction, *account, by.agency, NoticeKind::kAccountClosed));
      TRY(release_account(ports, transaction, *account));
      TRY(record(ports, transaction, by, AuditAction::kCloseAccount, person.id.text()));
    }
    TRY(transaction.persons().insert(person, request.request_key));
    TRY(record(ports, transaction, by, AuditAction::kAddPerson, person.id.text()));
    return person;
  });
}

}  // namespace jianzai::app
