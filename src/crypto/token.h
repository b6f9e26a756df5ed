#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/secret.h"

namespace jianzai::crypto {

// 256 random bits as 64 hex digits: a session's or an attempt's bearer value.
[[nodiscard]] Secret<std::string> make_token(Random& random);

// What is stored of a token: a stolen database opens no session.
[[nodiscard]] std::string hash_token(std::string_view token);

// Equal in a time that does not tell where they differ.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace jianzai::crypto
