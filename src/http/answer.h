// An answer as bytes.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "http/message.h"

namespace jianzai::http {

// What the connection, not the handler, says about an answer.
struct AnswerFrame {
  std::string_view request_id;
  bool is_http_1_0 = false;
  bool keep_alive = false;
  Time now;
};

// Status line and headers to the blank line, with the security headers and Cache-Control: no-store wherever
// the handler set none of that name. Headers that would break the framing are dropped and logged by request
// id.
[[nodiscard]] std::string answer_head(const Response& response, const AnswerFrame& frame);

// Whether an answer of that status has body bytes (RFC 9112, 6.3).
[[nodiscard]] bool has_body(int status);

// For a handler that threw.
[[nodiscard]] Response internal_error(std::string_view request_id);

// `Tue, 24 Nov 2026 07:05:09 GMT` (RFC 9110, 5.6.7)
[[nodiscard]] std::string http_date(Time at);

}  // namespace jianzai::http
