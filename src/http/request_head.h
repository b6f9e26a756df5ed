// From Beast's parser to our values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <boost/system/error_code.hpp>

#include "http/beast_parser.h"
#include "http/message.h"

namespace jianzai::http {

using RequestParser = boost::beast::http::request_parser<boost::beast::http::vector_body<std::uint8_t>>;
using BeastHeader = boost::beast::http::request_header<>;

// The answer to what the parser did not take; nothing when the peer went away or the network failed.
[[nodiscard]] std::optional<TransportFault> fault_of(const boost::system::error_code& error);

// Whether every server and proxy on the way reads the same length and host out of it (RFC 9112, 3.2 and 6.3):
// at most one Content-Length, or `Transfer-Encoding: chunked`, and one Host. Stricter than Beast, which takes
// `Content-Length: 5, 5` and ignores other codings.
[[nodiscard]] bool is_unambiguous(const BeastHeader& header);

[[nodiscard]] RequestHead to_request_head(const BeastHeader& header);

// Whether it asks for a WebSocket (RFC 6455, 4.2.1, but for the two below).
[[nodiscard]] bool asks_for_websocket(const BeastHeader& header);
// Whether one can be opened: Sec-WebSocket-Version is 13 and Sec-WebSocket-Key is 16 bytes in base64.
[[nodiscard]] bool has_websocket_key(const RequestHead& head);

// Whether the client waits for `100 Continue` before it sends the body.
[[nodiscard]] bool expects_continue(const BeastHeader& header);

}  // namespace jianzai::http
