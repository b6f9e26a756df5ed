#pragma once

#include "app/ports.h"

namespace jianzai::app {

struct RegisterAccount {
  std::string name;
  std::string id_number;
  std::string password;
  std::string phone;
  std::string phone_again;
  std::string terms_version;
  std::string request_key;
};

// Makes an account for an ID number. Whether the number is in an agency's list is told after logging in, not
// here. Errors: kInvalidFields; kAccountExists; kNameIdMismatch when an agency knows the number under another
// name; kIdempotencyConflict when the key was used for another ID number.
[[nodiscard]] Result<AccountId> register_account(Ports& ports, const RegisterAccount& request);

}  // namespace jianzai::app
