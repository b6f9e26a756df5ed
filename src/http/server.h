#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/limits.h"
#include "base/result.h"
#include "http/message.h"

namespace jianzai::http {

// How long each stretch of a connection may take. Absolute: bytes that trickle in do not prolong it.
struct Deadlines {
  std::chrono::milliseconds handshake = limits::kHeaderDeadline;  // TLS
  std::chrono::milliseconds header = limits::kHeaderDeadline;     // a fresh connection's first byte, too
  std::chrono::milliseconds body = limits::kBodyDeadline;
  std::chrono::milliseconds idle = limits::kIdleDeadline;       // until a kept connection's next request
  std::chrono::milliseconds write = limits::kWriteDeadline;     // for each 256 KiB of an answer
  std::chrono::milliseconds socket_idle = limits::kSocketIdle;  // until a WebSocket's next message
  std::chrono::milliseconds linger{5000};  // for the peer to read what ended the connection
};

struct ServerOptions {
  std::string http_address = "127.0.0.1";
  std::optional<std::uint16_t> http_port = {};  // nothing: not served; 0: any that is free
  std::string https_address = "0.0.0.0";
  std::optional<std::uint16_t> https_port = {};
  std::filesystem::path certificate_pem = {};  // with its chain; read once, in create()
  std::filesystem::path key_pem = {};
  std::size_t io_threads = 1;
  std::size_t worker_threads = 16;
  std::size_t connections_max = limits::kConnectionsMax;  // what comes beyond is accepted and closed at once
  std::size_t request_queue_max = limits::kRequestQueueMax;
  // Of all requests together, from their first body byte until they are handled; beyond it:
  // TransportFault::kBusy.
  std::size_t body_bytes_in_flight_max = 512 * 1024 * 1024;
  Deadlines deadlines = {};
};

// Serves a Handler over HTTP/1.1 and over WebSockets (RFC 6455), with TLS and without. create, start, stop,
// in this order, from one thread; the ports may be asked from any.
class Server {
 public:
  // Binds and listens; what connects before start() waits. `handler` outlives the server.
  // Errors: kIo with the address that cannot be bound or the file that cannot be used.
  [[nodiscard]] static Result<std::unique_ptr<Server>> create(const ServerOptions& options, Handler& handler);
  ~Server();  // as stop(0 s)
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  void start();

  // The ports that are bound; 0: that protocol is not served.
  [[nodiscard]] std::uint16_t http_port() const;
  [[nodiscard]] std::uint16_t https_port() const;

  // New connections are refused and idle ones closed at once; requests of which a byte has arrived are
  // answered, and WebSockets are told (1001). When `grace` is over their connections are closed and what is
  // queued is dropped, but a handle() that runs is waited for. A stopped server does not start again.
  void stop(std::chrono::seconds grace);

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace jianzai::http
