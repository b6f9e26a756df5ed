#include "app/manage_account.h"

#include <algorithm>

#include "app/audit.h"
#include "app/codes.h"
#include "app/fields.h"
#include "app/give_consent.h"
#include "app/log_in.h"
#include "app/write.h"
#include "base/limits.h"
#include "crypto/password.h"
#include "crypto/token.h"

namespace jianzai::app {
namespace {

Result<void> set_password(Transaction& transaction, const Account& account, const std::string& hash) {
  return transaction.accounts().set_password(account.id, hash);
}
Result<void> set_password(Transaction& transaction, const Operator& person, const std::string& hash) {
  return transaction.operators().set_password(person.id, hash, PasswordChoice::kOwn);
}

tl::unexpected<Error> wrong_password(Ports& ports) {
  FieldReader reader(china_date(ports.clock.now()));
  reader.refuse("password", "WRONG");
  return reader.error();
}

// Who asks is logged in: a wrong password is a field to put right.
template <class Who>
Result<void> check_present(Ports& ports, const Who& who, std::string_view password) {
  auto checked = check_password(ports, who, Secret(std::string(password)));
  if (!checked && checked.error().code == ErrorCode::kWrongCredentials) return wrong_password(ports);
  return checked;
}

template <class Who>
Result<void> change(Ports& ports, const Who& who, std::string_view token, std::string_view password,
                    std::string_view new_password) {
  FieldReader reader(china_date(ports.clock.now()));
  const auto wanted = reader.password("new_password", new_password);
  if (password.empty()) reader.refuse("password", "REQUIRED");
  // Whoever chose the present one would still know it.
  if (!password.empty() && password == new_password) reader.refuse("new_password", "SAME_PASSWORD");
  if (reader.has_faults()) return reader.error();
  TRY(check_present(ports, who, password));
  const auto hash = crypto::hash_password(*wanted);
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    if (TRY(present_hash(transaction, who)) != who.password_hash) return wrong_password(ports);
    TRY(set_password(transaction, who, hash));
    if constexpr (std::is_same_v<Who, Operator>)
      TRY(record(ports, transaction, who, AuditAction::kChangePassword, who.id.text()));
    return transaction.sessions().erase_others(who.id, crypto::hash_token(token));
  });
}

// The answer could be read by nobody.
Result<void> must_wait_for_nothing(Transaction& transaction, const Account& account) {
  const auto tickets = TRY(transaction.tickets().of_account(account.id, limits::kRowsOfOneMax));
  if (std::ranges::any_of(tickets, [](const Ticket& ticket) { return is_open(ticket.state); }))
    return fail(ErrorCode::kAccountInUse, "a ticket is open");
  if (TRY(transaction.attempts().has_unanswered(account.id)))
    return fail(ErrorCode::kAccountInUse, "an attempt waits for its answer");
  return {};
}

// The token's hash logs nobody in, but it is a key of the table: nobody needs to see it.
std::string session_id_of(const std::string& token_hash) { return crypto::hash_token(token_hash); }

}  // namespace

Result<std::vector<SessionView>> list_sessions(Ports& ports, const Subject& who, std::string_view token) {
  const Time now = ports.clock.now();
  const auto hash = crypto::hash_token(token);
  const auto transaction = TRY(ports.store.begin_read());
  std::vector<SessionView> views;
  for (const auto& [session_hash, session] : TRY(transaction->sessions().of_subject(who))) {
    if (!is_live(session, now)) continue;
    views.push_back({.id = session_id_of(session_hash),
                     .created_at = session.created_at,
                     .seen_at = session.seen_at,
                     .is_current = session_hash == hash});
  }
  std::ranges::sort(views, std::greater{}, &SessionView::seen_at);
  return views;
}

Result<void> end_session(Ports& ports, const Subject& who, std::string_view token, std::string_view id) {
  const auto current = crypto::hash_token(token);
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    for (const auto& [token_hash, session] : TRY(transaction.sessions().of_subject(who))) {
      if (session_id_of(token_hash) != id) continue;
      if (token_hash == current) return fail(ErrorCode::kNotFound, "the session that asks");
      return transaction.sessions().erase(token_hash);
    }
    return {};
  });
}

Result<void> end_other_sessions(Ports& ports, const Subject& who, std::string_view token) {
  return write(ports.store, [&](Transaction& transaction) {
    return transaction.sessions().erase_others(who, crypto::hash_token(token));
  });
}

Result<void> change_password(Ports& ports, const Account& account, std::string_view token,
                             std::string_view password, std::string_view new_password) {
  return change(ports, account, token, password, new_password);
}

Result<void> change_password(Ports& ports, const Operator& person, std::string_view token,
                             std::string_view password, std::string_view new_password) {
  return change(ports, person, token, password, new_password);
}

Result<void> reset_password(Ports& ports, const ResetPassword& request) {
  FieldReader reader(china_date(ports.clock.now()));
  const auto login = read_login(reader, request.id_number, request.phone);
  const auto wanted = reader.password("new_password", request.new_password);
  if (request.code.empty()) reader.refuse("code", "REQUIRED");
  if (reader.has_faults()) return reader.error();
  const auto hash = crypto::hash_password(*wanted);
  const bool is_done = TRY(write(ports.store, [&](Transaction& transaction) -> Result<bool> {
    const auto account = TRY(account_of_login(ports, transaction, *login));
    if (!TRY(take_code(ports, transaction, CodePurpose::kReset, *login, request.code))) {
      // Unless it was done already, and the answer was lost.
      return account && TRY(was_last_code(ports, transaction, CodePurpose::kReset, *login, request.code)) &&
             crypto::verify_password(account->password_hash, *wanted);
    }
    if (!account) return false;
    TRY(transaction.accounts().set_password(account->id, hash));
    TRY(transaction.login_tries().erase(Realm::kCitizen, *login));
    TRY(transaction.sessions().erase_others(account->id, {}));
    return true;
  }));
  if (is_done) return {};
  reader.refuse("code", "CODE");
  return reader.error();
}

Result<Account> change_phone(Ports& ports, const Account& account, const ChangePhone& request) {
  FieldReader reader(china_date(ports.clock.now()));
  const auto phone = reader.mobile("phone", request.phone);
  const auto phone_again = reader.mobile("phone_again", request.phone_again);
  if (phone && phone_again && phone->reveal() != phone_again->reveal())
    reader.refuse("phone_again", "PHONES_DIFFER");
  if (request.password.empty()) reader.refuse("password", "REQUIRED");
  const bool is_login = !account.id_number;
  if (is_login && request.code.empty()) reader.refuse("code", "REQUIRED");
  if (reader.has_faults()) return reader.error();
  TRY(check_present(ports, account, request.password));
  const bool is_done = TRY(write(ports.store, [&](Transaction& transaction) -> Result<bool> {
    if (is_login) {
      const auto other = TRY(transaction.accounts().find_by_phone(*phone));
      if (other && other->id == account.id) return true;
      if (!TRY(take_code(ports, transaction, CodePurpose::kChangePhone, phone->reveal(), request.code)))
        return false;
      if (other) return fail(ErrorCode::kAccountExists);
    }
    TRY(transaction.accounts().set_phone(account, *phone));
    return true;
  }));
  if (!is_done) {
    reader.refuse("code", "CODE");
    return reader.error();
  }
  Account changed = account;
  changed.phone = *phone;
  return changed;
}

Result<void> close_account(Ports& ports, const Account& account, std::string_view password) {
  FieldReader reader(china_date(ports.clock.now()));
  if (password.empty()) reader.refuse("password", "REQUIRED");
  if (reader.has_faults()) return reader.error();
  TRY(check_present(ports, account, password));
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    const auto present = TRY(transaction.accounts().find(account.id));
    if (!present || present->closed_at) return {};
    if (present->password_hash != account.password_hash) return wrong_password(ports);
    TRY(must_wait_for_nothing(transaction, account));
    return release_account(ports, transaction, account);
  });
}

Result<void> release_account(Ports& ports, Transaction& transaction, const Account& account) {
  TRY(withdraw_given(ports, transaction, account));
  TRY(transaction.relatives().leave(account.id));
  TRY(transaction.sessions().erase_others(account.id, {}));
  return transaction.accounts().close(account.id, ports.clock.now());
}

}  // namespace jianzai::app
