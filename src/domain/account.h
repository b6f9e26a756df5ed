#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/id_number.h"
#include "base/secret.h"
#include "domain/agency.h"
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
};

enum class OperatorRole {
  kClerk,     // adds people and makes references
  kReviewer,  // and decides reviews
  kAuditor,   // sees what the others did, and no person
};

[[nodiscard]] std::string_view to_text(OperatorRole role);
[[nodiscard]] std::optional<OperatorRole> operator_role_from(std::string_view text);

// What makes the codes of an operator's authenticator app (RFC 6238).
struct SecondFactor {
  Secret<Bytes> secret;
  std::int64_t last_step = 0;  // of 30 s; of the last code that served
};

// Who logs in to the console (经办人员).
struct Operator {
  OperatorId id;
  AgencyId agency;
  std::string login;
  Secret<std::string> name;
  OperatorRole role;
  std::string password_hash;
  std::optional<SecondFactor> factor = {};  // nothing: the password is enough
};

}  // namespace jianzai
