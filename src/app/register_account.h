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
// kAccountExists; kNameIdMismatch when an agency knows the number under another name; kTooManyTries after
// that, by ID number as for passwords, and for everybody when as many were refused in the hour as the
// settings allow, so that nobody finds out by trying who is on a list; kIdempotencyConflict when the key was
// used for other content.
[[nodiscard]] Result<AccountId> register_account(Ports& ports, const RegisterAccount& request);

struct RegisterPhone {
  std::string name;
  std::string phone;
  std::string code;  // of CodePurpose::kRegister
  std::string password;
  std::string terms_version;
  std::string request_key;
};

// Makes an account that logs in by phone (手机号注册), to help others. Errors: kInvalidFields (code CODE when
// it is not the last one sent to this phone, or served already); kAccountExists; kIdempotencyConflict.
[[nodiscard]] Result<AccountId> register_phone(Ports& ports, const RegisterPhone& request);

}  // namespace jianzai::app
