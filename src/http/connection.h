#pragma once

#include <unordered_set>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include "http/transport.h"

namespace jianzai::http {

// A connection as the server sees it. Everything of it happens on the one thread of its socket's executor.
class Connection {
 public:
  virtual ~Connection() = default;
  // Closes at once when no request has begun, else after its answer.
  virtual void stop() = 0;
  // Closes, whatever happens.
  virtual void abort() = 0;
};

// Those of one I/O thread; only touched there.
using ConnectionSet = std::unordered_set<Connection*>;

// Serves what comes over the socket until it closes; returns at once. Takes over one of
// transport.connections. From any thread; the socket's executor has one thread, and `connections` belongs to
// that. Everything that is passed by reference outlives the executor's context.
void serve_plain(boost::asio::ip::tcp::socket socket, ConnectionSet& connections, Transport& transport);
void serve_tls(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& context,
               ConnectionSet& connections, Transport& transport);

}  // namespace jianzai::http
