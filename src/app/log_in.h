#pragma once

#include "app/ports.h"

namespace jianzai::app {

// A new session. The token is shown once and stored hashed.
template <class Who>
struct LoggedIn {
  Secret<std::string> token;
  Who who;
};

struct LogIn {
  std::string id_number;
  std::string phone;  // of an account without an ID number
  std::string password;
};

// Errors: kInvalidFields for an impossible ID number or phone; kWrongCredentials whether account or password
// is wrong, after the same time; kTooManyTries with the wait after five failures in a row.
[[nodiscard]] Result<LoggedIn<Account>> log_in(Ports& ports, const LogIn& request);

// `code`: of the operator's authenticator app, where one is set up. Errors: kWrongCredentials, also for a
// wrong code; kTooManyTries; kInvalidFields (code REQUIRED) where the password is right and only the code is
// missing.
[[nodiscard]] Result<LoggedIn<Operator>> log_in_operator(Ports& ports, std::string_view login,
                                                         std::string_view password,
                                                         std::string_view code = {});

// Whether it is the password of who is logged in already; a wrong one counts as at a login, under the same
// name. Errors: kWrongCredentials, kTooManyTries.
[[nodiscard]] Result<void> check_password(Ports& ports, const Account& account,
                                          const Secret<std::string>& password);
[[nodiscard]] Result<void> check_password(Ports& ports, const Operator& person,
                                          const Secret<std::string>& password);

// The password hash as it is stored now; empty for nobody.
[[nodiscard]] Result<std::string> present_hash(Transaction& transaction, const Account& account);
[[nodiscard]] Result<std::string> present_hash(Transaction& transaction, const Operator& person);

// Not idle for limits::kSessionIdle, nor older than limits::kSessionLifetime.
[[nodiscard]] bool is_live(const Session& session, Time now);

// Who a session's token speaks for. Errors: kUnauthenticated when unknown or not is_live.
[[nodiscard]] Result<Account> citizen_of_session(Ports& ports, std::string_view token);
[[nodiscard]] Result<Operator> operator_of_session(Ports& ports, std::string_view token);

// Ends the session; no error when it is gone already.
[[nodiscard]] Result<void> log_out(Ports& ports, std::string_view token);

}  // namespace jianzai::app
