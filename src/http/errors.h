// The only place that knows how an ErrorCode looks from outside: status, wire name, Chinese sentence.
#pragma once

#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace jianzai::http {

struct ErrorLook {
  int status;
  std::string_view code;     // schemas/ErrorCode of openapi.yaml
  std::string_view message;  // for the person: what happened and what to do
};

[[nodiscard]] ErrorLook look_of(ErrorCode code);

// What is wrong with a field, for the person. An unknown code has a general sentence.
[[nodiscard]] std::string_view field_message(std::string_view field_code);

// schemas/Error of openapi.yaml. Says nothing of Error::detail, which is for the log, but for kFaceRefused's
// reason.
[[nodiscard]] Response error_response(const Error& error, std::string_view request_id);

}  // namespace jianzai::http
