#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/id_number.h"
#include "base/secret.h"
#include "domain/ids.h"

namespace jianzai {

// Failed logins in a row under one ID number or login, whether or not an account has it, and until when the
// next one must wait.
struct LoginTries {
  int failed = 0;
  std::optional<Time> wait_until;
};

// After a wrong password: from the fifth failure in a row each costs a wait (SP 800-63B-4 section 3.2.2).
[[nodiscard]] LoginTries after_failed_login(const LoginTries& tries, Time now);

// Who logs in to the citizen app (用户): by ID number, or by phone without one, to help others.
struct Account {
  AccountId id;
  Secret<std::string> name;
  std::optional<IdNumber> id_number;
  Secret<std::string> phone;
  std::string password_hash;
  std::string terms_version;
  Time created_at;
  std::optional<Time> closed_at = {};  // then name, ID number, phone and password are empty
};

}  // namespace jianzai
