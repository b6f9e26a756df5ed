#pragma once

#include <string>

#include "base/secret.h"

namespace jianzai::crypto {

// argon2id, 19 MiB, 2 passes (the OWASP setting): about 22 ms here. The text holds salt and parameters.
[[nodiscard]] std::string hash_password(const Secret<std::string>& password);

// Constant time in the password. False for a damaged hash.
[[nodiscard]] bool verify_password(const std::string& hash, const Secret<std::string>& password);

// Takes as long as verify_password: for accounts that are not there, so that time does not tell which are.
void spend_password_time(const Secret<std::string>& password);

}  // namespace jianzai::crypto
