// A request and an answer as plain values. What Beast knows stays in server.cc and connection.cc.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace jianzai::http {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

// The value of the first header of that name, whatever its case; nothing when it is absent.
[[nodiscard]] std::optional<std::string_view> find_header(const HeaderList& headers, std::string_view name);

// What is known when the header has arrived.
struct RequestHead {
  std::string method;  // `GET`; HEAD arrives as GET, the transport leaves the body out
  std::string target;  // as it came: path and query, not decoded
  HeaderList headers;
  bool is_secure = false;  // came over TLS
  std::string request_id;  // 16 hexadecimal digits, ours; goes back as X-Request-Id

  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const {
    return find_header(headers, name);
  }
};

struct Request {
  RequestHead head;
  Bytes body;
};

struct Response {
  int status = 200;
  std::string content_type;  // empty: no body
  std::string body;
  HeaderList
      headers;  // others than Content-Type, Content-Length, Connection, X-Request-Id and the security headers
};

// What the transport refuses by itself.
enum class TransportFault {
  kMalformed,       // not HTTP/1.1 that we understand: 400
  kHeaderTooLarge,  // limits::kHeaderBytesMax: 431
  kBodyTooLarge,    // more than body_bytes_max: 413
  kTooSlow,         // a deadline of limits.h passed before the request was complete: 408
  kBusy,            // the request queue is full: 503
};

// Where a WebSocket opens: the faster path of some requests, see websocket_message.h.
inline constexpr std::string_view kSocketTarget = "/api/v1/socket";

// What the transport serves. Thread-safe.
class Handler {
 public:
  virtual ~Handler() = default;
  // How many body bytes the target takes. On an I/O thread, right after the header: must not block.
  [[nodiscard]] virtual std::size_t body_bytes_max(const RequestHead& head) const = 0;
  // On a worker thread; may block. Never throws.
  [[nodiscard]] virtual Response handle(const Request& request) = 0;
  // The answer to what never reached handle(). On an I/O thread: must not block.
  [[nodiscard]] virtual Response refuse(TransportFault fault, std::string_view request_id) const = 0;
  // Why no WebSocket opens for that request for kSocketTarget; nothing: it opens. On an I/O thread: must not
  // block.
  [[nodiscard]] virtual std::optional<Response> refuse_socket(const RequestHead& head) const {
    return refuse(TransportFault::kMalformed, head.request_id);
  }
  // Whether that request may come as a message of a WebSocket. On an I/O thread: must not block.
  [[nodiscard]] virtual bool accepts_over_socket(const RequestHead& head) const {
    (void)head;
    return false;
  }
};

}  // namespace jianzai::http
