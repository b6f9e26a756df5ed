#include "app/operators.h"

#include <functional>

#include "app/audit.h"
#include "app/employers.h"
#include "app/fields.h"
#include "app/second_factor.h"
#include "app/write.h"
#include "base/limits.h"
#include "crypto/password.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kRowsPerPage = 50;
constexpr std::size_t kLoginCharactersMax = 50;
constexpr std::string_view kLoginCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

Result<void> must_be_security_admin(const Operator& by) {
  if (by.role != OperatorRole::kSecurityAdmin)
    return fail(ErrorCode::kForbidden, "security administrators only");
  return {};
}

void read_login(FieldReader& reader, std::string_view login) {
  if (login.empty()) {
    reader.refuse("login", "REQUIRED");
  } else if (login.size() > kLoginCharactersMax) {
    reader.refuse("login", "TOO_LONG");
  } else if (login.find_first_not_of(kLoginCharacters) != std::string_view::npos) {
    reader.refuse("login", "CHARACTERS");
  }
}

// The scope that was asked for, with what does not fit the role noted.
Result<Scope> read_scope(Transaction& transaction, FieldReader& reader, const AgencyId& agency,
                         OperatorRole role, std::string_view region, std::string_view employer_code) {
  Scope scope{.agency = agency, .region = RegionCode::parse(region)};
  if (!scope.region && !region.empty()) reader.refuse("region", "VALUE");
  scope.employer = TRY(read_employer(transaction, reader, agency, employer_code));
  if (reader.has_faults()) return scope;
  for (const auto fault : scope_faults(role, scope)) {
    const bool is_region = fault == ScopeFault::kRegionNeeded || fault == ScopeFault::kRegionRefused;
    const bool is_needed = fault == ScopeFault::kRegionNeeded || fault == ScopeFault::kEmployerNeeded;
    reader.refuse(is_region ? "region" : "employer_code", is_needed ? "REQUIRED" : "NOT_OF_ROLE");
  }
  return scope;
}

Result<OperatorView> view_of(Transaction& transaction, Operator person) {
  std::optional<Employer> employer;
  if (person.employer) employer = TRY(transaction.employers().find(*person.employer));
  return OperatorView{.person = std::move(person), .employer = std::move(employer)};
}

tl::unexpected<Error> taken(Ports& ports) {
  FieldReader reader(china_date(ports.clock.now()));
  reader.refuse("login", "TAKEN");
  return reader.error();
}

// All that was asked for, and nothing that happened since.
bool is_same(const Operator& a, const Operator& b) {
  return a.agency == b.agency && a.name.reveal() == b.name.reveal() && a.role == b.role &&
         a.region == b.region && a.employer == b.employer && a.must_change_password == b.must_change_password;
}

// The operator that a request stands for, not stored yet.
Result<Operator> read(Ports& ports, const NewOperator& request) {
  FieldReader reader(china_date(ports.clock.now()));
  read_login(reader, request.login);
  const auto name = reader.name("name", request.name);
  const auto password = reader.password("password", request.password.reveal());
  const auto transaction = TRY(ports.store.begin_read());
  const auto scope = TRY(
      read_scope(*transaction, reader, request.agency, request.role, request.region, request.employer_code));
  if (reader.has_faults()) return reader.error();
  return Operator{.id = OperatorId::make(ports.clock, ports.random),
                  .agency = request.agency,
                  .login = request.login,
                  .name = *name,
                  .role = request.role,
                  .password_hash = crypto::hash_password(*password),
                  .region = scope.region,
                  .employer = scope.employer};
}

// Something that is done to another operator of the agency.
Result<OperatorView> change(Ports& ports, const Operator& by, const OperatorId& id, AuditAction action,
                            const std::function<Result<void>(Transaction&, Operator&)>& work) {
  TRY(must_be_security_admin(by));
  return write(ports.store, [&](Transaction& transaction) -> Result<OperatorView> {
    // Two who disable each other at the same time: one of them is there no more.
    const auto present = TRY(transaction.operators().find(by.id));
    if (!present || present->is_disabled) return fail(ErrorCode::kUnauthenticated);
    TRY(must_be_security_admin(*present));
    auto person = TRY(transaction.operators().find(id));
    if (!person || person->agency != by.agency) return fail(ErrorCode::kNotFound);
    if (person->id == by.id) return fail(ErrorCode::kSamePerson);
    TRY(work(transaction, *person));
    TRY(record(ports, transaction, by, action, id.text()));
    return view_of(transaction, std::move(*person));
  });
}

// What somebody was at work on, others may take.
Result<void> release_work(Transaction& transaction, const Operator& person) {
  TRY(transaction.reviews().release_all_of(person));
  return transaction.tickets().release_all_of(person);
}

Result<OperatorView> set_disabled(Ports& ports, const Operator& by, const OperatorId& id, bool is_disabled) {
  return change(ports, by, id, is_disabled ? AuditAction::kDisableOperator : AuditAction::kEnableOperator,
                [&](Transaction& transaction, Operator& person) -> Result<void> {
                  person.is_disabled = is_disabled;
                  TRY(transaction.operators().set_access(person));
                  if (!is_disabled) return {};
                  TRY(transaction.field_keys().revoke_all(person.id, ports.clock.now()));
                  TRY(release_work(transaction, person));
                  return transaction.sessions().erase_others(person.id, {});
                });
}

}  // namespace

Result<Operator> add_operator(Ports& ports, const NewOperator& request) {
  const auto person = TRY(read(ports, request));
  return write(ports.store, [&](Transaction& transaction) -> Result<Operator> {
    if (!TRY(transaction.agencies().find(request.agency)))
      return fail(ErrorCode::kNotFound, "no such agency");
    if (TRY(transaction.operators().find_by_login(request.login))) return taken(ports);
    TRY(transaction.operators().insert(person));
    TRY(record(ports, transaction, person.agency, AuditAction::kAddOperator, person.id.text()));
    return person;
  });
}

Result<Page<OperatorView>> list_operators(Ports& ports, const Operator& by, std::string_view cursor) {
  TRY(must_be_security_admin(by));
  const auto transaction = TRY(ports.store.begin_read());
  auto operators = TRY(transaction->operators().page(by.agency, cursor, kRowsPerPage));
  Page<OperatorView> page{.rows = {}, .next = std::move(operators.next)};
  for (Operator& person : operators.rows) page.rows.push_back(TRY(view_of(*transaction, std::move(person))));
  return page;
}

Result<OperatorView> make_operator(Ports& ports, const Operator& by, const MakeOperator& request) {
  TRY(must_be_security_admin(by));
  const auto role = operator_role_from(request.role);
  if (!role) {
    FieldReader reader(china_date(ports.clock.now()));
    reader.refuse("role", request.role.empty() ? "REQUIRED" : "VALUE");
    return reader.error();
  }
  const Secret password(request.password);
  auto person = TRY(read(ports, {.agency = by.agency,
                                 .login = request.login,
                                 .name = request.name,
                                 .role = *role,
                                 .password = password,
                                 .region = request.region,
                                 .employer_code = request.employer_code}));
  person.must_change_password = true;
  return write(ports.store, [&](Transaction& transaction) -> Result<OperatorView> {
    if (auto same = TRY(transaction.operators().find_by_login(person.login))) {
      if (!is_same(*same, person) || !crypto::verify_password(same->password_hash, password))
        return taken(ports);
      return view_of(transaction, std::move(*same));
    }
    TRY(transaction.operators().insert(person));
    TRY(record(ports, transaction, by, AuditAction::kAddOperator, person.id.text()));
    return view_of(transaction, person);
  });
}

Result<OperatorView> change_operator(Ports& ports, const Operator& by, const ChangeOperator& request) {
  const auto role = operator_role_from(request.role);
  return change(
      ports, by, request.id, AuditAction::kChangeOperator,
      [&](Transaction& transaction, Operator& person) -> Result<void> {
        FieldReader reader(china_date(ports.clock.now()));
        if (!role) reader.refuse("role", request.role.empty() ? "REQUIRED" : "VALUE");
        const auto scope = TRY(read_scope(transaction, reader, person.agency, role.value_or(person.role),
                                          request.region, request.employer_code));
        if (reader.has_faults()) return reader.error();
        // Keys of the field are for whom one helped.
        if (person.role != *role || person.region != scope.region || person.employer != scope.employer)
          TRY(transaction.field_keys().revoke_all(person.id, ports.clock.now()));
        person.role = *role;
        person.region = scope.region;
        person.employer = scope.employer;
        TRY(release_work(transaction, person));
        return transaction.operators().set_access(person);
      });
}

Result<OperatorView> disable_operator(Ports& ports, const Operator& by, const OperatorId& id) {
  return set_disabled(ports, by, id, true);
}

Result<OperatorView> enable_operator(Ports& ports, const Operator& by, const OperatorId& id) {
  return set_disabled(ports, by, id, false);
}

Result<OperatorView> reset_operator_password(Ports& ports, const Operator& by, const OperatorId& id,
                                             std::string_view password) {
  TRY(must_be_security_admin(by));
  FieldReader reader(china_date(ports.clock.now()));
  const auto chosen = reader.password("password", password);
  if (reader.has_faults()) return reader.error();
  const auto hash = crypto::hash_password(*chosen);
  return change(ports, by, id, AuditAction::kResetPassword,
                [&](Transaction& transaction, Operator& person) -> Result<void> {
                  person.must_change_password = true;
                  TRY(transaction.operators().set_password(id, hash, PasswordChoice::kSomebodyElses));
                  TRY(transaction.login_tries().erase(Realm::kOperator, person.login));
                  return transaction.sessions().erase_others(id, {});
                });
}

Result<OperatorView> reset_operator_factor(Ports& ports, const Operator& by, const OperatorId& id) {
  return change(ports, by, id, AuditAction::kResetFactor,
                [&](Transaction& transaction, Operator& person) -> Result<void> {
                  person.factor.reset();
                  return clear_factor(transaction, id);
                });
}

Result<OperatorView> revoke_field_keys(Ports& ports, const Operator& by, const OperatorId& id) {
  return change(ports, by, id, AuditAction::kRevokeFieldKeys,
                [&](Transaction& transaction, Operator&) -> Result<void> {
                  TRY(transaction.field_keys().revoke_all(id, ports.clock.now()));
                  return transaction.sessions().erase_others(id, {});
                });
}

}  // namespace jianzai::app
