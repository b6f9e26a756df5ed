// What a WebSocket carries: the same requests and answers as HTTP, one a message.
//
// Client to server, binary: one line of JSON, a line feed, the body (a JPEG).
//   {"id":"7","method":"PUT","target":"/api/v1/attempts/.../frames/3","headers":{"X-Step":"1"}}
// Server to client, text:
//   {"id":"7","status":200,"body":{...}}
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "http/message.h"

namespace jianzai::http {

struct SocketRequest {
  std::string id;  // of the client's choice, 1 to 64 bytes of UTF-8; comes back with the answer
  Request request;
};

// The request of a message, with an empty request_id. Who asks (Cookie, Origin, Host, is_secure) is taken
// from `upgrade`, which opened the socket; a message may only add headers whose names begin with `X-`.
// Errors: kInvalidRequest for anything but the above, or a first line beyond limits::kSocketHeaderBytesMax.
[[nodiscard]] Result<SocketRequest> parse_socket_request(ByteView message, const RequestHead& upgrade);

// The message that answers it. A body is JSON or empty (null): another becomes after_bad_answer's.
[[nodiscard]] std::string socket_answer(std::string_view id, const Response& response,
                                        std::string_view request_id);

}  // namespace jianzai::http
