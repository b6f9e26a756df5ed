#include "app/set_up_agency.h"

#include "app/audit.h"
#include "app/fields.h"
#include "app/write.h"
#include "crypto/password.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kLoginCharactersMax = 50;
constexpr std::string_view kLoginCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

}  // namespace

Result<Agency> add_agency(Ports& ports, const NewAgency& request) {
  FieldReader reader(china_date(ports.clock.now()));
  if (request.name.empty()) reader.refuse("name", "REQUIRED");
  if (request.phone.empty()) reader.refuse("phone", "REQUIRED");
  if (reader.has_faults()) return reader.error();
  Agency agency{.id = AgencyId::make(ports.clock, ports.random),
                .name = request.name,
                .address = request.address,
                .phone = request.phone,
                .hours = request.hours};
  return write(ports.store, [&](Transaction& transaction) -> Result<Agency> {
    TRY(transaction.agencies().insert(agency));
    TRY(record(ports, transaction, agency.id, AuditAction::kAddAgency, agency.id.text()));
    return agency;
  });
}

Result<Operator> add_operator(Ports& ports, const NewOperator& request) {
  FieldReader reader(china_date(ports.clock.now()));
  if (request.login.empty()) {
    reader.refuse("login", "REQUIRED");
  } else if (request.login.size() > kLoginCharactersMax) {
    reader.refuse("login", "TOO_LONG");
  } else if (request.login.find_first_not_of(kLoginCharacters) != std::string::npos) {
    reader.refuse("login", "CHARACTERS");
  }
  const auto name = reader.name("name", request.name);
  const auto password = reader.password("password", request.password.reveal());
  if (reader.has_faults()) return reader.error();
  Operator person{.id = OperatorId::make(ports.clock, ports.random),
                  .agency = request.agency,
                  .login = request.login,
                  .name = *name,
                  .role = request.role,
                  .password_hash = crypto::hash_password(*password)};
  return write(ports.store, [&](Transaction& transaction) -> Result<Operator> {
    if (!TRY(transaction.agencies().find(request.agency)))
      return fail(ErrorCode::kNotFound, "no such agency");
    if (TRY(transaction.operators().find_by_login(request.login))) return fail(ErrorCode::kAccountExists);
    TRY(transaction.operators().insert(person));
    TRY(record(ports, transaction, person.agency, AuditAction::kAddOperator, person.id.text()));
    return person;
  });
}

Result<bool> is_empty(Ports& ports) {
  const auto transaction = TRY(ports.store.begin_read());
  return TRY(transaction->agencies().all()).empty();
}

}  // namespace jianzai::app
