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

// Makes an account for an ID number, whether or not it is in an agency's list. Errors: kInvalidFields;
// kAccountExists; kNameIdMismatch when an agency knows the number under another name; kIdempotencyConflict
// when the key was used for other content.
[[nodiscard]] Result<AccountId> register_account(Ports& ports, const RegisterAccount& request);

}  // namespace jianzai::app
