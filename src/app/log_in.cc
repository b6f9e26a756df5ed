#include "app/log_in.h"

#include "app/audit.h"
#include "app/codes.h"
#include "app/fields.h"
#include "app/login_tries.h"
#include "app/write.h"
#include "base/limits.h"
#include "crypto/password.h"
#include "crypto/token.h"
#include "crypto/totp.h"

namespace jianzai::app {

namespace {

// Rewriting the session at every request would make each one wait for the disk.
constexpr std::chrono::minutes kSeenGranularity{1};

template <class Who>
Result<std::string> hash_of(Result<std::optional<Who>> found) {
  const auto who = TRY(std::move(found));
  return who ? who->password_hash : std::string();
}

// Whether the code of the operator's app is right; then it has served. True without an app.
Result<bool> take_code(Transaction& transaction, const Operator& person, std::string_view code, Time now) {
  const auto present = TRY(transaction.operators().find(person.id));
  if (!present || !present->factor) return true;
  auto factor = *present->factor;
  const auto step = TRY(crypto::matching_step(factor.secret, code, now, factor.last_step));
  if (!step) return false;
  factor.last_step = *step;
  TRY(transaction.operators().set_factor(person.id, factor));
  return true;
}

template <class Who>
Result<LoggedIn<Who>> check_and_open(Ports& ports, Realm realm, std::string_view login,
                                     std::optional<Who> who, const Secret<std::string>& password,
                                     std::string_view code = {}) {
  const Time now = ports.clock.now();
  TRY(must_not_wait(*TRY(ports.store.begin_read()), realm, login, now));
  const bool usable = password.reveal().size() <= limits::kPasswordBytesMax;
  bool right = false;
  if (who && usable) {
    right = crypto::verify_password(who->password_hash, password);
  } else if (usable) {
    crypto::spend_password_time(password);
  }

  if constexpr (std::is_same_v<Who, Operator>) {
    if (right && who->is_disabled) return fail(ErrorCode::kForbidden, "the login is disabled");
    if (right && who->factor && code.empty()) {
      FieldReader reader(china_date(now));
      reader.refuse("code", "REQUIRED");
      return reader.error();
    }
  }

  auto token = crypto::make_token(ports.random);
  right = TRY(write(ports.store, [&](Transaction& transaction) -> Result<bool> {
    // Changed while it was checked.
    if (right && TRY(present_hash(transaction, *who)) != who->password_hash)
      return fail(ErrorCode::kWrongCredentials);
    bool is_open = right;
    if constexpr (std::is_same_v<Who, Operator>) {
      const auto present = right ? TRY(transaction.operators().find(who->id)) : std::nullopt;
      if (present && present->is_disabled) return fail(ErrorCode::kForbidden, "the login is disabled");
      if (right) is_open = TRY(take_code(transaction, *who, code, now));
    }
    TRY(count_try(transaction, realm, login, is_open, now));
    if (!is_open) return false;
    if constexpr (std::is_same_v<Who, Operator>)
      TRY(record(ports, transaction, *who, AuditAction::kLogIn, who->id.text()));
    TRY(transaction.sessions().insert(crypto::hash_token(token.reveal()),
                                      Session{.subject = who->id, .created_at = now, .seen_at = now}));
    return true;
  }));
  if (!right) return fail(ErrorCode::kWrongCredentials);
  return LoggedIn<Who>{std::move(token), std::move(*who)};
}

Result<void> check(Ports& ports, Realm realm, std::string_view login, std::string_view hash,
                   const Secret<std::string>& password) {
  const Time now = ports.clock.now();
  TRY(must_not_wait(*TRY(ports.store.begin_read()), realm, login, now));
  const bool right = password.reveal().size() <= limits::kPasswordBytesMax &&
                     crypto::verify_password(std::string(hash), password);
  TRY(write(ports.store,
            [&](Transaction& transaction) { return count_try(transaction, realm, login, right, now); }));
  if (!right) return fail(ErrorCode::kWrongCredentials);
  return {};
}

Result<Session> live_session(Ports& ports, std::string_view token) {
  const Time now = ports.clock.now();
  const std::string hash = crypto::hash_token(token);
  std::optional<Session> session;
  {
    const auto transaction = TRY(ports.store.begin_read());
    session = TRY(transaction->sessions().find(hash));
  }
  if (!session || !is_live(*session, now)) return fail(ErrorCode::kUnauthenticated);
  if (now - session->seen_at > kSeenGranularity) {
    TRY(write(ports.store,
              [&](Transaction& transaction) { return transaction.sessions().set_seen(hash, now); }));
  }
  return *session;
}

}  // namespace

Result<std::string> present_hash(Transaction& transaction, const Account& account) {
  return hash_of(transaction.accounts().find(account.id));
}
Result<std::string> present_hash(Transaction& transaction, const Operator& person) {
  return hash_of(transaction.operators().find(person.id));
}

bool is_live(const Session& session, Time now) {
  return now - session.created_at <= limits::kSessionLifetime &&
         now - session.seen_at <= limits::kSessionIdle;
}

Result<void> check_password(Ports& ports, const Account& account, const Secret<std::string>& password) {
  return check(ports, Realm::kCitizen, login_of(account), account.password_hash, password);
}

Result<void> check_password(Ports& ports, const Operator& person, const Secret<std::string>& password) {
  return check(ports, Realm::kOperator, person.login, person.password_hash, password);
}

Result<LoggedIn<Account>> log_in(Ports& ports, const LogIn& request) {
  FieldReader reader(china_date(ports.clock.now()));
  const auto login = read_login(reader, request.id_number, request.phone);
  if (request.password.empty()) reader.refuse("password", "REQUIRED");
  if (reader.has_faults()) return reader.error();
  std::optional<Account> account;
  {
    const auto transaction = TRY(ports.store.begin_read());
    account = TRY(account_of_login(ports, *transaction, *login));
  }
  return check_and_open(ports, Realm::kCitizen, *login, std::move(account), Secret(request.password));
}

Result<LoggedIn<Operator>> log_in_operator(Ports& ports, std::string_view login, std::string_view password,
                                           std::string_view code) {
  std::optional<Operator> person;
  {
    const auto transaction = TRY(ports.store.begin_read());
    person = TRY(transaction->operators().find_by_login(login));
  }
  return check_and_open(ports, Realm::kOperator, login, std::move(person), Secret(std::string(password)),
                        code);
}

Result<Account> citizen_of_session(Ports& ports, std::string_view token) {
  const Session session = TRY(live_session(ports, token));
  const auto* id = std::get_if<AccountId>(&session.subject);
  if (id == nullptr) return fail(ErrorCode::kUnauthenticated);
  const auto transaction = TRY(ports.store.begin_read());
  auto account = TRY(transaction->accounts().find(*id));
  if (!account || account->closed_at) return fail(ErrorCode::kUnauthenticated);
  return std::move(*account);
}

Result<Operator> operator_of_session(Ports& ports, std::string_view token) {
  const Session session = TRY(live_session(ports, token));
  const auto* id = std::get_if<OperatorId>(&session.subject);
  if (id == nullptr) return fail(ErrorCode::kUnauthenticated);
  const auto transaction = TRY(ports.store.begin_read());
  auto person = TRY(transaction->operators().find(*id));
  if (!person || person->is_disabled) return fail(ErrorCode::kUnauthenticated);
  return std::move(*person);
}

Result<void> log_out(Ports& ports, std::string_view token) {
  return write(ports.store, [&](Transaction& transaction) {
    return transaction.sessions().erase(crypto::hash_token(token));
  });
}

}  // namespace jianzai::app
