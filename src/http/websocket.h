#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "http/connection.h"

namespace jianzai::http {

// Accepts the WebSocket that `upgrade` asked for (RFC 6455, without extensions) and serves what comes over it
// until it closes: each binary message is one request (websocket_message.h), handled by the same workers and
// within the same budgets as HTTP's. One after the other: the next message waits in the network meanwhile.
// Returns at once. On the thread of the stream's executor; takes over one of transport.connections from the
// connection that the stream comes from.
//
// It closes with 1001 when it was silent for Deadlines::socket_idle (pings do not count) or the server stops,
// 1002 for what is no WebSocket frame, 1003 for a text message, 1007 for one that parse_socket_request
// refuses, 1008 for a request that has to come over HTTP or a message that takes longer than Deadlines::body,
// 1009 for one beyond limits::kSocketMessageBytesMax, and 1013 when all bodies together grow too large.
void serve_websocket(boost::asio::ip::tcp::socket stream, RequestHead upgrade, ConnectionSet& connections,
                     Transport& transport);
void serve_websocket(boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream, RequestHead upgrade,
                     ConnectionSet& connections, Transport& transport);

}  // namespace jianzai::http
