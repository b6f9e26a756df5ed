// The one connection that connection_plain.cc and connection_tls.cc compile: their translation units are the
// slowest of the project, so they are two.
//
// g++ 12 miscompiles some expressions with co_await (a double free, mostly). Here: no lambda, no braces and
// no temporary object in an expression with co_await, and no `?:`; every argument is a named local or a
// parameter.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "base/log.h"
#include "http/answer.h"
#include "http/beast_parser.h"
#include "http/connection.h"
#include "http/deadline.h"
#include "http/request_head.h"
#include "http/websocket.h"
#include "http/worker_turn.h"

namespace jianzai::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using PlainStream = tcp::socket;
using TlsStream = asio::ssl::stream<tcp::socket>;

template <class T>
using Awaitable = asio::awaitable<T>;

inline constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

inline constexpr std::size_t kFirstReadBytes = 4 * 1024;  // most requests; an idle connection holds no more
inline constexpr std::size_t kReadBytes = 64 * 1024;  // reserved for a body: else Beast reads 512 B at a time
inline constexpr std::size_t kWriteBytes = 256 * 1024;  // what Deadlines::write is for
inline constexpr std::size_t kFirstWriteBytes =
    16 * 1024;  // a small answer leaves in one piece, head and body
inline constexpr std::size_t kLingerBytesMax = 16 * 1024 * 1024;  // read and thrown away
inline constexpr std::chrono::milliseconds kLingerWhileStopping{500};

template <class Stream>
class StreamConnection final : public Connection,
                               public std::enable_shared_from_this<StreamConnection<Stream>> {
 public:
  template <class... StreamArguments>
  StreamConnection(ConnectionSet& connections, Transport& transport, StreamArguments&&... arguments)
      : connections_(connections),
        transport_(transport),
        stream_(std::forward<StreamArguments>(arguments)...),
        deadline_(socket()),
        turn_(transport, socket().get_executor()) {}

  // To be called once.
  void start() {
    const auto self = this->shared_from_this();
    asio::co_spawn(socket().get_executor(), run(),
                   [self](const std::exception_ptr& thrown) { self->finish(thrown); });
  }

  void stop() override {
    if (phase_ == Phase::kHandshake || phase_ == Phase::kIdle) close();
    if (phase_ == Phase::kLeaving) deadline_.start(kLingerWhileStopping, this->shared_from_this());
  }
  void abort() override { close(); }

 private:
  static constexpr bool kIsSecure = std::is_same_v<Stream, TlsStream>;

  enum class Phase { kHandshake, kIdle, kReading, kHandling, kWriting, kLeaving };
  enum class Next {
    kRequest,  // the connection is kept
    kLeave,    // say goodbye, so that the peer can read what was written
    kSocket,   // it goes on as a WebSocket
    kClose,    // the peer is gone or the stream is broken
  };

  // What the request at hand means for its answer.
  struct Exchange {
    std::string request_id;
    bool is_http_1_0 = false;
    bool is_head = false;
    bool keep_alive = false;
  };

  tcp::socket& socket() {
    if constexpr (kIsSecure) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  void enter(Phase phase, std::chrono::milliseconds deadline) {
    phase_ = phase;
    deadline_.start(deadline, this->shared_from_this());
  }

  void close() {
    boost::system::error_code ignored;
    socket().close(ignored);
  }

  void finish(const std::exception_ptr& thrown) {
    if (thrown) log::error("connection_threw");
    deadline_.stop();
    close();
    connections_.erase(this);
    if (!is_handed_over_) transport_.connections.give_back(1);
  }

  Awaitable<void> run() {
    if (transport_.stopping) co_return;
    connections_.insert(this);
    boost::system::error_code ignored;
    socket().set_option(tcp::no_delay(true), ignored);
    if constexpr (kIsSecure) {
      enter(Phase::kHandshake, transport_.options.deadlines.handshake);
      const auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::server, kToken);
      if (error) co_return;
    }
    Next next = Next::kRequest;
    // A fresh connection owes its first byte sooner than a kept one.
    std::chrono::milliseconds patience = transport_.options.deadlines.header;
    while (next == Next::kRequest) {
      next = co_await serve_request(patience);
      patience = transport_.options.deadlines.idle;
    }
    if (next == Next::kSocket) hand_over();
    if (next == Next::kLeave) co_await leave();
  }

  void hand_over() {
    deadline_.stop();
    is_handed_over_ = true;
    serve_websocket(std::move(stream_), std::move(upgrade_), connections_, transport_);
  }

  Awaitable<Next> serve_request(std::chrono::milliseconds patience) {
    if (buffer_.size() == 0) {
      if (transport_.stopping) co_return Next::kLeave;
      enter(Phase::kIdle, patience);
      buffer_.shrink_to_fit();
      const auto space = buffer_.prepare(kFirstReadBytes);
      const auto [error, count] = co_await stream_.async_read_some(space, kToken);
      if (error == asio::error::eof || deadline_.passed()) co_return Next::kLeave;
      if (error) co_return Next::kClose;
      buffer_.commit(count);
    }

    exchange_ = Exchange();
    exchange_.request_id = make_request_id(transport_);
    parser_.emplace();
    parser_->header_limit(limits::kHeaderBytesMax);
    parser_->body_limit(boost::none);  // asked of the handler, once the header tells the target
    Next next = Next::kClose;

    enter(Phase::kReading, transport_.options.deadlines.header);
    const auto [header_error, header_bytes] =
        co_await boost::beast::http::async_read_header(stream_, buffer_, *parser_, kToken);
    (void)header_bytes;
    if (header_error) {
      next = co_await refuse_or_close(header_error);
      co_return next;
    }
    Request request;
    std::optional<Response> refusal = take_head(request.head);
    if (refusal) {
      next = co_await refuse(std::move(*refusal));
      co_return next;
    }
    if (asks_for_socket(request.head)) {
      refusal = refuse_socket(request.head);
      if (!refusal) {
        upgrade_ = std::move(request.head);
        co_return Next::kSocket;
      }
      next = co_await answer(std::move(*refusal));
      co_return next;
    }

    BudgetShare body_share(transport_.body_bytes);
    if (!parser_->is_done()) {
      if (buffer_.size() == 0 && expects_continue(parser_->get())) {
        constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
        const bool sent = co_await write(kContinue);
        if (!sent) co_return Next::kClose;
      }
      enter(Phase::kReading, transport_.options.deadlines.body);
      buffer_.reserve(kReadBytes);
    }
    while (!parser_->is_done()) {
      const auto [body_error, body_bytes] =
          co_await boost::beast::http::async_read_some(stream_, buffer_, *parser_, kToken);
      (void)body_bytes;
      if (body_error) {
        next = co_await refuse_or_close(body_error);
        co_return next;
      }
      if (!body_share.grow_to(parser_->get().body().size())) {
        refusal = refusal_of(TransportFault::kBusy);
        next = co_await refuse(std::move(*refusal));
        co_return next;
      }
      if (deadline_.passed() && !parser_->is_done()) {
        refusal = refusal_of(TransportFault::kTooSlow);
        next = co_await refuse(std::move(*refusal));
        co_return next;
      }
    }
    deadline_.stop();
    request.body = std::move(parser_->get().body());
    parser_.reset();

    Response response = co_await handle(std::move(request), std::move(body_share));
    next = co_await answer(std::move(response));
    co_return next;
  }

  // Checks the header and sets what it says about the body. The refusal, if it is not served.
  std::optional<Response> take_head(RequestHead& head) {
    const BeastHeader& header = parser_->get();
    exchange_.is_http_1_0 = header.version() < 11;
    exchange_.is_head = header.method() == boost::beast::http::verb::head;
    if (!is_unambiguous(header)) return refusal_of(TransportFault::kMalformed);
    exchange_.keep_alive = parser_->keep_alive();
    head = to_request_head(header);
    head.is_secure = kIsSecure;
    head.request_id = exchange_.request_id;
    try {
      const std::size_t body_bytes_max = transport_.handler.body_bytes_max(head);
      const auto announced = parser_->content_length();
      if (announced && *announced > body_bytes_max) return refusal_of(TransportFault::kBodyTooLarge);
      parser_->body_limit(body_bytes_max);
    } catch (...) {
      return after_throw(exchange_.request_id);
    }
    return std::nullopt;
  }

  bool asks_for_socket(const RequestHead& head) {
    return head.target == kSocketTarget && parser_->is_done() && asks_for_websocket(parser_->get());
  }

  std::optional<Response> refuse_socket(const RequestHead& head) {
    // A client has to wait for our answer before it speaks the other protocol.
    if (buffer_.size() > 0) {
      exchange_.keep_alive = false;
      return refusal_of(TransportFault::kMalformed);
    }
    if (transport_.stopping) return refusal_of(TransportFault::kBusy);
    if (!has_websocket_key(head)) {
      Response response = refusal_of(TransportFault::kMalformed);
      response.headers.emplace_back("Sec-WebSocket-Version", "13");
      return response;
    }
    try {
      return transport_.handler.refuse_socket(head);
    } catch (...) {
      return after_throw(exchange_.request_id);
    }
  }

  // On a worker, while this thread serves others. The answer: from the handler, or a refusal.
  Awaitable<Response> handle(Request request, BudgetShare body_share) {
    phase_ = Phase::kHandling;
    turn_.begin(std::move(request), std::move(body_share), this->shared_from_this());
    asio::steady_timer& changed = turn_.changed();
    while (!turn_.is_over()) {
      const auto [cancelled] = co_await changed.async_wait(kToken);
      (void)cancelled;
    }
    Response response = turn_.take();
    co_return response;
  }

  Response refusal_of(TransportFault fault) { return ask_refusal(transport_, fault, exchange_.request_id); }

  Awaitable<Next> refuse_or_close(boost::system::error_code error) {
    std::optional<TransportFault> fault = fault_of(error);
    if (deadline_.passed()) fault = TransportFault::kTooSlow;
    if (!fault) co_return Next::kClose;
    Response response = refusal_of(*fault);
    const Next next = co_await refuse(std::move(response));
    co_return next;
  }

  // For what was not read to its end: where the next request would begin is not known.
  Awaitable<Next> refuse(Response response) {
    exchange_.keep_alive = false;
    const Next next = co_await answer(std::move(response));
    co_return next;
  }

  Awaitable<Next> answer(Response response) {
    if (response.status < 200 || response.status > 599) response = after_bad_answer(exchange_.request_id);
    if (transport_.stopping) exchange_.keep_alive = false;
    const AnswerFrame frame{.request_id = exchange_.request_id,
                            .is_http_1_0 = exchange_.is_http_1_0,
                            .keep_alive = exchange_.keep_alive,
                            .now = transport_.clock.now()};
    std::string first = answer_head(response, frame);
    std::string_view body = response.body;
    if (exchange_.is_head || !has_body(response.status)) body = {};
    const std::string_view beside_head = body.substr(0, kFirstWriteBytes);
    first += beside_head;
    body.remove_prefix(beside_head.size());
    bool sent = co_await write(first);
    while (sent && !body.empty()) {
      const std::string_view piece = body.substr(0, kWriteBytes);
      sent = co_await write(piece);
      body.remove_prefix(piece.size());
    }
    if (!sent) co_return Next::kClose;
    if (exchange_.keep_alive) co_return Next::kRequest;
    co_return Next::kLeave;
  }

  // False when the peer does not take it in time. `text` must live until then.
  Awaitable<bool> write(std::string_view text) {
    enter(Phase::kWriting, transport_.options.deadlines.write);
    const asio::const_buffer bytes(text.data(), text.size());
    const auto [error, count] = co_await asio::async_write(stream_, bytes, kToken);
    (void)count;
    co_return !error;
  }

  // A close with unread bytes is a TCP reset, and that takes away what the peer has not read yet. So: no more
  // from us, then read for a while.
  Awaitable<void> leave() {
    std::chrono::milliseconds patience = transport_.options.deadlines.linger;
    if (transport_.stopping) patience = std::min(patience, kLingerWhileStopping);
    enter(Phase::kLeaving, patience);
    if constexpr (kIsSecure) {
      // Sends close_notify; ends with the peer's, with an error at further data, or with the deadline.
      const auto [shutdown_error] = co_await stream_.async_shutdown(kToken);
      (void)shutdown_error;
    }
    boost::system::error_code error;
    socket().shutdown(tcp::socket::shutdown_send, error);
    buffer_.clear();
    const auto space = buffer_.prepare(kFirstReadBytes);
    std::size_t drained = 0;
    while (!error && !deadline_.passed() && drained < kLingerBytesMax) {
      const auto [read_error, count] = co_await socket().async_read_some(space, kToken);
      error = read_error;
      drained += count;
    }
  }

  ConnectionSet& connections_;
  Transport& transport_;
  Stream stream_;
  Deadline deadline_;
  Phase phase_ = Phase::kHandshake;
  boost::beast::flat_buffer buffer_{kReadBytes};
  std::optional<RequestParser> parser_;
  Exchange exchange_;
  WorkerTurn turn_;
  RequestHead upgrade_;  // with Next::kSocket
  bool is_handed_over_ = false;
};

}  // namespace jianzai::http
