// What somebody who is logged in changes about their own login. `token`: of the session that asks.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

struct SessionView {
  Time created_at;
  Time seen_at;
  bool is_current = false;
};

// The phones and browsers that are logged in, the latest first.
[[nodiscard]] Result<std::vector<SessionView>> list_sessions(Ports& ports, const Subject& who,
                                                             std::string_view token);
// All but the one that asks.
[[nodiscard]] Result<void> end_other_sessions(Ports& ports, const Subject& who, std::string_view token);

// All other sessions end. Errors: kInvalidFields (new_password; password WRONG when it is not the present
// one, which counts like a failed login); kTooManyTries.
[[nodiscard]] Result<void> change_password(Ports& ports, const Account& account, std::string_view token,
                                           std::string_view password, std::string_view new_password);
[[nodiscard]] Result<void> change_password(Ports& ports, const Operator& person, std::string_view token,
                                           std::string_view password, std::string_view new_password);

struct ChangePhone {
  std::string password;
  std::string phone;
  std::string phone_again;
};
// Of the account; the agency's own record of the person stays as it is. Errors: as change_password.
[[nodiscard]] Result<Account> change_phone(Ports& ports, const Account& account, const ChangePhone& request);

}  // namespace jianzai::app
