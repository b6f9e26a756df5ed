// The WebSocket that websocket_plain.cc and websocket_tls.cc compile. For g++ 12 the rules at the head of
// connection_impl.h hold here, too.
#pragma once

// clang-format off
#include "http/beast_parser.h"  // before Beast's own
// clang-format on

#include <algorithm>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "base/log.h"
#include "http/websocket.h"
#include "http/websocket_message.h"
#include "http/worker_turn.h"

namespace jianzai::http {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;

template <class Stream>
class SocketConnection final : public Connection,
                               public std::enable_shared_from_this<SocketConnection<Stream>> {
 public:
  SocketConnection(Stream stream, RequestHead upgrade, ConnectionSet& connections, Transport& transport)
      : connections_(connections),
        transport_(transport),
        upgrade_(std::move(upgrade)),
        stream_(std::move(stream)),
        timer_(stream_.get_executor()),
        closed_(stream_.get_executor(), asio::steady_timer::time_point::max()),
        turn_(transport, stream_.get_executor()) {}

  // To be called once.
  void start() {
    connections_.insert(this);
    const auto self = this->shared_from_this();
    asio::co_spawn(stream_.get_executor(), run(),
                   [self](const std::exception_ptr& thrown) { self->finish(thrown); });
  }

  void stop() override {
    if (phase_ == Phase::kIdle) {
      say_goodbye(websocket::close_code::going_away);
    } else if (phase_ == Phase::kClosing) {
      watch(kClosingWhileStopping);
    }
  }
  void abort() override { close(); }

 private:
  enum class Phase { kOpening, kIdle, kReading, kHandling, kWriting, kClosing };
  static constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
  static constexpr std::size_t kReadBytes = 64 * 1024;  // else Beast reserves what the frame announces
  static constexpr std::chrono::milliseconds kClosingWhileStopping{500};

  template <class T>
  using Awaitable = asio::awaitable<T>;

  void close() {
    boost::system::error_code ignored;
    boost::beast::get_lowest_layer(stream_).close(ignored);
  }

  void enter(Phase phase, std::chrono::milliseconds deadline) {
    phase_ = phase;
    watch(deadline);
  }

  // Not Deadline: after a cancelled operation Beast sends no close frame.
  void watch(std::chrono::milliseconds deadline) {
    const std::uint64_t generation = ++generation_;
    const auto self = this->shared_from_this();
    timer_.expires_after(deadline);
    timer_.async_wait([self, generation](const boost::system::error_code& error) {
      if (!error && generation == self->generation_) self->on_late();
    });
  }
  void stop_watching() {
    ++generation_;  // a wait that is over but whose handler has not run yet must not hit the next phase
    timer_.cancel();
  }

  void on_late() {
    if (phase_ == Phase::kIdle) {
      say_goodbye(websocket::close_code::going_away);
    } else if (phase_ == Phase::kReading) {
      say_goodbye(websocket::close_code::policy_error);
    } else {
      close();
    }
  }

  // May run beside a read; that ends then. Beast reads on until the peer has said goodbye, too.
  void say_goodbye(websocket::close_code code) {
    std::chrono::milliseconds patience = transport_.options.deadlines.linger;
    if (transport_.stopping) patience = std::min(patience, kClosingWhileStopping);
    enter(Phase::kClosing, patience);
    is_closing_ = true;
    const auto self = this->shared_from_this();
    stream_.async_close(code, [self](const boost::system::error_code&) {
      self->is_closing_ = false;
      self->closed_.cancel();
    });
  }

  void finish(const std::exception_ptr& thrown) {
    if (thrown) log::error("connection_threw");
    stop_watching();
    close();
    connections_.erase(this);
    transport_.connections.give_back(1);
  }

  Awaitable<void> run() {
    bool is_open = co_await accept();
    while (is_open) is_open = co_await serve_message();
    if (farewell_ && phase_ != Phase::kClosing) say_goodbye(*farewell_);
    while (is_closing_) {
      const auto [cancelled] = co_await closed_.async_wait(kToken);
      (void)cancelled;
    }
  }

  Awaitable<bool> accept() {
    enter(Phase::kOpening, transport_.options.deadlines.write);
    stream_.read_message_max(limits::kSocketMessageBytesMax);
    stream_.auto_fragment(false);
    stream_.text(true);
    stream_.set_option(websocket::stream_base::decorator([this](websocket::response_type& response) {
      response.set(boost::beast::http::field::server, "jianzai");  // else Beast writes its version
      response.set("X-Request-Id", upgrade_.request_id);
    }));
    const auto request = checked_upgrade();
    const auto [error] = co_await stream_.async_accept(request, kToken);
    co_return !error;
  }

  // What is left of the request after the checks of StreamConnection.
  boost::beast::http::request<boost::beast::http::empty_body> checked_upgrade() const {
    namespace http = boost::beast::http;
    http::request<http::empty_body> request(http::verb::get, upgrade_.target, 11);
    const std::string key(upgrade_.header("Sec-WebSocket-Key").value_or(""));
    request.set(http::field::host, "checked");
    request.set(http::field::connection, "upgrade");
    request.set(http::field::upgrade, "websocket");
    request.set(http::field::sec_websocket_version, "13");
    request.set(http::field::sec_websocket_key, key);
    return request;
  }

  // False when the socket is closed or is to be closed with `farewell_`.
  Awaitable<bool> serve_message() {
    if (transport_.stopping) {
      farewell_ = websocket::close_code::going_away;
      co_return false;
    }
    buffer_.shrink_to_fit();
    enter(Phase::kIdle, transport_.options.deadlines.socket_idle);
    BudgetShare share(transport_.body_bytes);
    bool is_complete = false;
    while (!is_complete) {
      // Answers pings and close frames, and closes after what is against the protocol.
      const auto [read_error, count] = co_await stream_.async_read_some(buffer_, kReadBytes, kToken);
      (void)count;
      if (read_error || phase_ == Phase::kClosing) co_return false;
      is_complete = stream_.is_message_done();
      if (phase_ == Phase::kIdle) enter(Phase::kReading, transport_.options.deadlines.body);
      if (!stream_.got_binary()) farewell_ = websocket::close_code::unknown_data;
      if (!share.grow_to(buffer_.size())) farewell_ = websocket::close_code::try_again_later;
      if (farewell_) co_return false;
    }
    stop_watching();
    phase_ = Phase::kHandling;
    std::optional<SocketRequest> message = take_message();
    if (!message) co_return false;
    const std::string request_id = message->request.head.request_id;
    std::optional<Response> response = refusal_of(message->request);
    if (farewell_) co_return false;
    if (!response) {
      turn_.begin(std::move(message->request), std::move(share), this->shared_from_this());
      asio::steady_timer& changed = turn_.changed();
      while (!turn_.is_over()) {
        const auto [cancelled] = co_await changed.async_wait(kToken);
        (void)cancelled;
      }
      response = turn_.take();
    }
    const std::string answer = socket_answer(message->id, *response, request_id);
    const asio::const_buffer bytes(answer.data(), answer.size());
    enter(Phase::kWriting, transport_.options.deadlines.write);
    const auto [write_error, written] = co_await stream_.async_write(bytes, kToken);
    (void)written;
    co_return !write_error;
  }

  std::optional<SocketRequest> take_message() {
    const auto bytes = buffer_.cdata();
    auto message = parse_socket_request(
        ByteView(static_cast<const std::uint8_t*>(bytes.data()), bytes.size()), upgrade_);
    buffer_.consume(buffer_.size());
    if (!message) {
      farewell_ = websocket::close_code::bad_payload;
      return std::nullopt;
    }
    message->request.head.request_id = make_request_id(transport_);
    return std::move(*message);
  }

  // Nothing when a worker is to handle it. Sets `farewell_` for what does not belong here.
  std::optional<Response> refusal_of(const Request& request) {
    const RequestHead& head = request.head;
    try {
      if (!transport_.handler.accepts_over_socket(head)) {
        farewell_ = websocket::close_code::policy_error;
      } else if (request.body.size() > transport_.handler.body_bytes_max(head)) {
        return ask_refusal(transport_, TransportFault::kBodyTooLarge, head.request_id);
      }
    } catch (...) {
      return after_throw(head.request_id);
    }
    return std::nullopt;
  }

  ConnectionSet& connections_;
  Transport& transport_;
  const RequestHead upgrade_;
  websocket::stream<Stream, false> stream_;  // no compression: JPEGs do not shrink
  asio::steady_timer timer_;
  std::uint64_t generation_ = 0;
  Phase phase_ = Phase::kOpening;
  std::optional<websocket::close_code> farewell_;
  bool is_closing_ = false;
  asio::steady_timer closed_;  // never expires; cancelled when the goodbye is over
  WorkerTurn turn_;
  boost::beast::flat_buffer buffer_;
};

}  // namespace jianzai::http
