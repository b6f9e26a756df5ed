#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

constexpr std::string_view kRealmCitizen = "CITIZEN";
constexpr std::string_view kRealmOperator = "OPERATOR";

std::string_view to_text(app::Realm realm) {
  return realm == app::Realm::kCitizen ? kRealmCitizen : kRealmOperator;
}

}  // namespace

// ----------------------------------------------------------------------------------------------------
// citizens

#define JIANZAI_ACCOUNT_COLUMNS \
  "SELECT id, name, id_number, phone, password_hash, terms_version, created_at, closed_at FROM accounts "

namespace {

// Of an account that logs in by phone.
std::string phone_login_index(const crypto::Vault& vault, const Secret<std::string>& phone) {
  return vault.blind_index("account_phone", phone.reveal());
}

}  // namespace

Result<void> AccountTable::insert(const Account& account, std::string_view request_key) {
  const auto& id = account.id.text();
  const auto& number = account.id_number;
  TRY(context_.sql.execute(
      "INSERT INTO accounts (id, name, id_number, login_index, phone, password_hash, terms_version, "
      "created_at, request_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {id, seal(context_.vault, "accounts.name", id, account.name),
       seal(context_.vault, "accounts.id_number", id, as_bytes(number ? number->reveal() : "")),
       number ? id_number_index(context_.vault, *number) : phone_login_index(context_.vault, account.phone),
       seal(context_.vault, "accounts.phone", id, account.phone), account.password_hash,
       account.terms_version, to_value(account.created_at), to_value(request_key)}));
  return {};
}

Result<std::optional<Account>> AccountTable::find_where(std::string_view sql, Value value) {
  const auto row = TRY(context_.sql.find(sql, {std::move(value)}));
  if (!row) return std::nullopt;
  const auto id = TRY(row->id<AccountId>(0));
  auto name = TRY(open_text(context_.vault, "accounts.name", id.text(), *row, 1));
  std::optional<IdNumber> id_number;
  if (!TRY(open_text(context_.vault, "accounts.id_number", id.text(), *row, 2)).reveal().empty())
    id_number = TRY(open_id_number(context_.vault, "accounts.id_number", id.text(), *row, 2));
  auto phone = TRY(open_text(context_.vault, "accounts.phone", id.text(), *row, 3));
  auto password_hash = TRY(row->text(4));
  auto terms_version = TRY(row->text(5));
  auto created_at = TRY(row->time(6));
  auto closed_at = TRY(row->optional_time(7));
  return Account{.id = id,
                 .name = std::move(name),
                 .id_number = std::move(id_number),
                 .phone = std::move(phone),
                 .password_hash = std::move(password_hash),
                 .terms_version = std::move(terms_version),
                 .created_at = created_at,
                 .closed_at = closed_at};
}

Result<std::optional<Account>> AccountTable::find(const AccountId& id) {
  return find_where(JIANZAI_ACCOUNT_COLUMNS "WHERE id = $1", id.text());
}

Result<std::optional<Account>> AccountTable::find_by_id_number(const IdNumber& number) {
  const auto index = id_number_index(context_.vault, number);
  if (auto account = TRY(find_where(JIANZAI_ACCOUNT_COLUMNS "WHERE login_index = $1", index))) return account;
#define JIANZAI_PERSON_OF_NUMBER                        \
  "(SELECT id FROM persons WHERE id_number_index = $1 " \
  "UNION SELECT kept FROM person_merges WHERE id_number_index = $1 AND state = 'CONFIRMED') "
  return find_where(
      JIANZAI_ACCOUNT_COLUMNS
      "WHERE login_index IN (SELECT id_number_index FROM persons WHERE id IN " JIANZAI_PERSON_OF_NUMBER
      "UNION SELECT id_number_index FROM person_merges WHERE state = 'CONFIRMED' "
      "AND kept IN " JIANZAI_PERSON_OF_NUMBER ") ORDER BY id LIMIT 1",
      index);
}

Result<std::optional<Account>> AccountTable::find_by_phone(const Secret<std::string>& phone) {
  return find_where(JIANZAI_ACCOUNT_COLUMNS "WHERE login_index = $1",
                    phone_login_index(context_.vault, phone));
}

Result<std::optional<Account>> AccountTable::find_by_request_key(std::string_view request_key) {
  return find_where(JIANZAI_ACCOUNT_COLUMNS "WHERE request_key = $1", to_value(request_key));
}

Result<void> AccountTable::set_password(const AccountId& id, std::string_view hash) {
  TRY(context_.sql.execute("UPDATE accounts SET password_hash = $2 WHERE id = $1",
                           {id.text(), to_value(hash)}));
  return {};
}

Result<void> AccountTable::set_phone(const Account& account, const Secret<std::string>& phone) {
  const auto& id = account.id.text();
  TRY(context_.sql.execute("UPDATE accounts SET phone = $2 WHERE id = $1",
                           {id, seal(context_.vault, "accounts.phone", id, phone)}));
  if (account.id_number) return {};
  TRY(context_.sql.execute("UPDATE accounts SET login_index = $2 WHERE id = $1",
                           {id, phone_login_index(context_.vault, phone)}));
  return {};
}

Result<void> AccountTable::close(const AccountId& account, Time at) {
  const auto& id = account.text();
  const auto& vault = context_.vault;
  // Nobody's login.
  const auto login = vault.blind_index("closed_account", id);
  TRY(context_.sql.execute(
      "UPDATE accounts SET name = $2, id_number = $3, phone = $4, login_index = $5, password_hash = '', "
      "closed_at = $6 WHERE id = $1",
      {id, seal(vault, "accounts.name", id, as_bytes("")),
       seal(vault, "accounts.id_number", id, as_bytes("")), seal(vault, "accounts.phone", id, as_bytes("")),
       login, to_value(at)}));
  return {};
}

// ----------------------------------------------------------------------------------------------------
// operators

namespace {

#define JIANZAI_OPERATOR_COLUMNS                                                                 \
  "SELECT id, agency, login, name, role, password_hash, factor, factor_step, region, employer, " \
  "is_disabled, must_change_password FROM operators "

Result<Operator> operator_of(const crypto::Vault& vault, const Row& row) {
  auto id = TRY(row.id<OperatorId>(0));
  auto agency = TRY(row.id<AgencyId>(1));
  auto login = TRY(row.text(2));
  auto name = TRY(open_text(vault, "operators.name", id.text(), row, 3));
  auto role = TRY(row.named(4, operator_role_from));
  auto password_hash = TRY(row.text(5));
  std::optional<SecondFactor> factor;
  if (!row.is_null(6)) {
    auto secret = TRY(open_bytes(vault, "operators.factor", id.text(), row, 6));
    const auto last_step = TRY(row.integer(7));
    factor = SecondFactor{.secret = std::move(secret), .last_step = last_step};
  }
  const auto region_text = TRY(row.text(8));
  auto region = RegionCode::parse(region_text);
  if (!region && !region_text.empty()) return Row::damaged(8);
  std::optional<EmployerId> employer;
  if (!row.is_null(9)) employer = TRY(row.id<EmployerId>(9));
  const bool is_disabled = TRY(row.integer(10)) != 0;
  const bool must_change_password = TRY(row.integer(11)) != 0;
  return Operator{.id = std::move(id),
                  .agency = std::move(agency),
                  .login = std::move(login),
                  .name = std::move(name),
                  .role = role,
                  .password_hash = std::move(password_hash),
                  .factor = std::move(factor),
                  .region = std::move(region),
                  .employer = std::move(employer),
                  .is_disabled = is_disabled,
                  .must_change_password = must_change_password};
}

Result<std::optional<Operator>> operator_or_nothing(const crypto::Vault& vault,
                                                    Result<std::optional<Row>> found) {
  const auto row = TRY(std::move(found));
  if (!row) return std::nullopt;
  return TRY(operator_of(vault, *row));
}

Value employer_value(const Operator& person) {
  return person.employer ? Value(person.employer->text()) : Value{};
}

}  // namespace

Result<void> OperatorTable::insert(const Operator& person) {
  TRY(context_.sql.execute(
      "INSERT INTO operators (id, agency, login, name, role, password_hash, region, employer, is_disabled, "
      "must_change_password) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {person.id.text(), person.agency.text(), person.login,
       seal(context_.vault, "operators.name", person.id.text(), person.name),
       to_value(jianzai::to_text(person.role)), person.password_hash,
       person.region ? person.region->text() : "", employer_value(person), std::int64_t{person.is_disabled},
       std::int64_t{person.must_change_password}}));
  return {};
}

Result<std::optional<Operator>> OperatorTable::find(const OperatorId& id) {
  return operator_or_nothing(context_.vault,
                             context_.sql.find(JIANZAI_OPERATOR_COLUMNS "WHERE id = $1", {id.text()}));
}

Result<app::Page<Operator>> OperatorTable::page(const AgencyId& agency, std::string_view cursor,
                                                std::size_t rows) {
  app::Page<Operator> page;
  for (const Row& row :
       TRY(context_.sql.query(JIANZAI_OPERATOR_COLUMNS "WHERE agency = $1 AND id > $2 ORDER BY id LIMIT $3",
                              {agency.text(), to_value(cursor), static_cast<std::int64_t>(rows + 1)})))
    page.rows.push_back(TRY(operator_of(context_.vault, row)));
  if (page.rows.size() > rows) {
    page.rows.pop_back();
    page.next = page.rows.back().id.text();
  }
  return page;
}

Result<std::vector<Operator>> OperatorTable::visitors_of(const Person& person, std::size_t rows) {
  std::vector<Operator> visitors;
  for (const Row& row : TRY(context_.sql.query(
           JIANZAI_OPERATOR_COLUMNS "WHERE agency = $1 AND role IN ('CLERK', 'REVIEWER', 'VILLAGE_HELPER') "
                                    "AND is_disabled = 0 AND region IN ('', " JIANZAI_REGIONS_AROUND(
                                        "$2") ") ORDER BY region DESC, login LIMIT $3",
           {person.agency.text(), person.region ? person.region->text() : "",
            static_cast<std::int64_t>(rows)})))
    visitors.push_back(TRY(operator_of(context_.vault, row)));
  return visitors;
}

Result<std::int64_t> OperatorTable::count_reviewers_of(const Person& person,
                                                       const std::optional<OperatorId>& but) {
  const auto row = TRY(context_.sql.find(
      "SELECT count(*) FROM operators o WHERE o.id <> $3 AND " JIANZAI_IS_REVIEWER_OF("o", "$1", "$2"),
      {person.agency.text(), person.region ? person.region->text() : "", but ? but->text() : ""}));
  return row ? row->integer(0) : Result<std::int64_t>(0);
}

Result<void> OperatorTable::set_access(const Operator& person) {
  TRY(context_.sql.execute(
      "UPDATE operators SET role = $2, region = $3, employer = $4, is_disabled = $5 WHERE id = $1",
      {person.id.text(), to_value(jianzai::to_text(person.role)), person.region ? person.region->text() : "",
       employer_value(person), std::int64_t{person.is_disabled}}));
  return {};
}

Result<std::optional<Operator>> OperatorTable::find_by_login(std::string_view login) {
  return operator_or_nothing(
      context_.vault, context_.sql.find(JIANZAI_OPERATOR_COLUMNS "WHERE login = $1", {to_value(login)}));
}

Result<void> OperatorTable::set_factor(const OperatorId& id, const std::optional<SecondFactor>& factor) {
  Value sealed;
  if (factor) sealed = seal(context_.vault, "operators.factor", id.text(), factor->secret.reveal());
  TRY(context_.sql.execute("UPDATE operators SET factor = $2, factor_step = $3 WHERE id = $1",
                           {id.text(), sealed, factor ? factor->last_step : std::int64_t{0}}));
  return {};
}

Result<void> OperatorTable::set_pending_factor(const OperatorId& id,
                                               const std::optional<Secret<Bytes>>& secret) {
  Value sealed;
  if (secret) sealed = seal(context_.vault, "operators.pending_factor", id.text(), secret->reveal());
  TRY(context_.sql.execute("UPDATE operators SET pending_factor = $2 WHERE id = $1", {id.text(), sealed}));
  return {};
}

Result<std::optional<Secret<Bytes>>> OperatorTable::pending_factor(const OperatorId& id) {
  const auto row = TRY(context_.sql.find("SELECT pending_factor FROM operators WHERE id = $1", {id.text()}));
  if (!row || row->is_null(0)) return std::nullopt;
  return TRY(open_bytes(context_.vault, "operators.pending_factor", id.text(), *row, 0));
}

Result<void> OperatorTable::set_password(const OperatorId& id, std::string_view hash,
                                         app::PasswordChoice choice) {
  TRY(context_.sql.execute(
      "UPDATE operators SET password_hash = $2, must_change_password = $3 WHERE id = $1",
      {id.text(), to_value(hash), std::int64_t{choice == app::PasswordChoice::kSomebodyElses}}));
  return {};
}

// ---------------------------------------------------------------------------------------------------- tries

std::string LoginTryTable::index(std::string_view login) const {
  return context_.vault.blind_index("login", login);
}

Result<LoginTries> LoginTryTable::find(app::Realm realm, std::string_view login) {
  const auto row = TRY(
      context_.sql.find("SELECT failed, wait_until FROM login_tries WHERE realm = $1 AND login_index = $2",
                        {to_value(to_text(realm)), index(login)}));
  if (!row) return LoginTries{};
  auto failed = static_cast<int>(TRY(row->integer(0)));
  auto wait_until = TRY(row->optional_time(1));
  return LoginTries{.failed = failed, .wait_until = wait_until};
}

Result<void> LoginTryTable::set(app::Realm realm, std::string_view login, const LoginTries& tries, Time at) {
  TRY(
      context_.sql.execute("INSERT INTO login_tries (realm, login_index, failed, wait_until, touched_at) "
                           "VALUES ($1, $2, $3, $4, $5) "
                           "ON CONFLICT (realm, login_index) DO UPDATE SET failed = excluded.failed, "
                           "wait_until = excluded.wait_until, "
                           "touched_at = excluded.touched_at",
                           {to_value(to_text(realm)), index(login), std::int64_t{tries.failed},
                            to_value(tries.wait_until), to_value(at)}));
  return {};
}

Result<void> LoginTryTable::erase(app::Realm realm, std::string_view login) {
  TRY(context_.sql.execute("DELETE FROM login_tries WHERE realm = $1 AND login_index = $2",
                           {to_value(to_text(realm)), index(login)}));
  return {};
}

Result<void> LoginTryTable::erase_before(Time at) {
  TRY(context_.sql.execute("DELETE FROM login_tries WHERE touched_at < $1", {to_value(at)}));
  return {};
}

// ----------------------------------------------------------------------------------------------------
// sessions

namespace {

// The realm and the id.
std::pair<std::string_view, std::string> columns_of(const app::Subject& subject) {
  if (const auto* account = std::get_if<AccountId>(&subject)) return {kRealmCitizen, account->text()};
  return {kRealmOperator, std::get<OperatorId>(subject).text()};
}

}  // namespace

Result<void> SessionTable::insert(std::string_view token_hash, const app::Session& session) {
  const auto [realm, subject] = columns_of(session.subject);
  TRY(context_.sql.execute(
      "INSERT INTO sessions (token_hash, realm, subject, created_at, seen_at) VALUES ($1, $2, $3, $4, $5)",
      {to_value(token_hash), to_value(realm), subject, to_value(session.created_at),
       to_value(session.seen_at)}));
  return {};
}

Result<std::optional<app::Session>> SessionTable::find(std::string_view token_hash) {
  const auto row =
      TRY(context_.sql.find("SELECT realm, subject, created_at, seen_at FROM sessions WHERE token_hash = $1",
                            {to_value(token_hash)}));
  if (!row) return std::nullopt;
  const auto subject = TRY(row->text(0)) == kRealmCitizen ? app::Subject(TRY(row->id<AccountId>(1)))
                                                          : app::Subject(TRY(row->id<OperatorId>(1)));
  auto created_at = TRY(row->time(2));
  auto seen_at = TRY(row->time(3));
  return app::Session{.subject = subject, .created_at = created_at, .seen_at = seen_at};
}

Result<void> SessionTable::set_seen(std::string_view token_hash, Time at) {
  TRY(context_.sql.execute("UPDATE sessions SET seen_at = $2 WHERE token_hash = $1",
                           {to_value(token_hash), to_value(at)}));
  return {};
}

Result<void> SessionTable::erase(std::string_view token_hash) {
  TRY(context_.sql.execute("DELETE FROM sessions WHERE token_hash = $1", {to_value(token_hash)}));
  return {};
}

Result<void> SessionTable::erase_created_before(Time at) {
  TRY(context_.sql.execute("DELETE FROM sessions WHERE created_at < $1", {to_value(at)}));
  return {};
}

Result<std::vector<std::pair<std::string, app::Session>>> SessionTable::of_subject(
    const app::Subject& subject) {
  const auto [realm, id] = columns_of(subject);
  std::vector<std::pair<std::string, app::Session>> sessions;
  for (const Row& row : TRY(context_.sql.query(
           "SELECT token_hash, created_at, seen_at FROM sessions WHERE subject = $1 AND realm = $2",
           {id, to_value(realm)}))) {
    auto hash = TRY(row.text(0));
    const auto created_at = TRY(row.time(1));
    const auto seen_at = TRY(row.time(2));
    sessions.emplace_back(std::move(hash),
                          app::Session{.subject = subject, .created_at = created_at, .seen_at = seen_at});
  }
  return sessions;
}

Result<void> SessionTable::erase_others(const app::Subject& subject, std::string_view token_hash) {
  const auto [realm, id] = columns_of(subject);
  TRY(context_.sql.execute("DELETE FROM sessions WHERE subject = $1 AND realm = $2 AND token_hash <> $3",
                           {id, to_value(realm), to_value(token_hash)}));
  return {};
}

}  // namespace jianzai::storage
