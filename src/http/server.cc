#include "http/server.h"

#include <algorithm>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.h"
#include "http/connection.h"
#include "http/tls_context.h"
#include "http/transport.h"

namespace jianzai::http {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds kPauseAfterAcceptError{100};
constexpr std::chrono::seconds kFullLogInterval{10};
constexpr std::chrono::seconds kUnwindTime{
    5};  // for coroutines whose sockets are closed: far more than they need

// One I/O thread and its connections.
struct Reactor {
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(context);
  ConnectionSet connections;
  std::thread thread;

  void run() {
    for (;;) {
      try {
        context.run();
        return;
      } catch (const std::exception&) {
        log::error("io_thread_threw");  // the others' connections go on
      }
    }
  }
};

// A listening socket; on the first reactor's thread.
struct Listener {
  explicit Listener(asio::io_context& context, bool is_secure_in)
      : is_secure(is_secure_in), acceptor(context), pause(context) {}

  const bool is_secure;
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::uint16_t port = 0;
};

Result<std::unique_ptr<Listener>> listen(asio::io_context& context, const std::string& address,
                                         std::uint16_t port, bool is_secure) {
  const std::string place = address + " port " + std::to_string(port);
  boost::system::error_code error;
  const auto ip = asio::ip::make_address(address, error);
  if (error) return fail(ErrorCode::kIo, "not an IP address to listen at: " + address);
  const tcp::endpoint endpoint(ip, port);
  auto listener = std::make_unique<Listener>(context, is_secure);
  tcp::acceptor& acceptor = listener->acceptor;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (!error) listener->port = acceptor.local_endpoint(error).port();
  if (error) return fail(ErrorCode::kIo, "cannot listen at " + place + ": " + error.message());
  return listener;
}

}  // namespace

class Server::Impl {
 public:
  Impl(const ServerOptions& options, Handler& handler) : transport_(options, handler) {
    const std::size_t threads = std::max<std::size_t>(options.io_threads, 1);
    for (std::size_t i = 0; i < threads; ++i) reactors_.push_back(std::make_unique<Reactor>());
  }

  Result<void> open() {
    const ServerOptions& options = transport_.options;
    if (options.http_port) {
      http_ = TRY(listen(first().context, options.http_address, *options.http_port, false));
    }
    if (options.https_port) {
      tls_context_ = TRY(make_tls_context(options.certificate_pem, options.key_pem));
      https_ = TRY(listen(first().context, options.https_address, *options.https_port, true));
    }
    return {};
  }

  void start() {
    transport_.workers = std::make_unique<WorkerPool>(
        std::max<std::size_t>(transport_.options.worker_threads, 1), transport_.options.request_queue_max);
    for (Listener* listener : {http_.get(), https_.get()}) {
      if (listener) asio::co_spawn(first().context, accept(*listener), asio::detached);
    }
    for (auto& reactor : reactors_) reactor->thread = std::thread([&reactor = *reactor] { reactor.run(); });
  }

  void stop(std::chrono::seconds grace) {
    if (!transport_.workers || transport_.stopping) return;  // never started, or stopped already
    transport_.stopping = true;
    asio::post(first().context, [this] { close_listeners(); });
    for_each_connection(&Connection::stop);
    const bool in_time = transport_.connections.wait_until_empty(grace);
    if (!in_time) {
      transport_.abandoned = true;
      for_each_connection(&Connection::abort);
    }
    transport_.workers->stop();
    if (!transport_.connections.wait_until_empty(kUnwindTime)) log::error("connections_left");
    for (auto& reactor : reactors_) reactor->work.reset();
    for (auto& reactor : reactors_) reactor->context.stop();
    for (auto& reactor : reactors_) reactor->thread.join();
  }

  [[nodiscard]] std::uint16_t http_port() const { return port_of(http_.get()); }
  [[nodiscard]] std::uint16_t https_port() const { return port_of(https_.get()); }

 private:
  static std::uint16_t port_of(const Listener* listener) {
    return listener ? listener->port : std::uint16_t{0};
  }
  Reactor& first() { return *reactors_.front(); }

  void close_listeners() {
    boost::system::error_code ignored;
    for (Listener* listener : {http_.get(), https_.get()}) {
      if (!listener) continue;
      listener->acceptor.close(ignored);
      listener->pause.cancel();
    }
  }

  void for_each_connection(void (Connection::*action)()) {
    for (auto& reactor : reactors_) {
      asio::post(reactor->context, [&reactor = *reactor, action] {
        for (Connection* connection : reactor.connections) (connection->*action)();
      });
    }
  }

  // g++ 12: no temporary objects in the expressions with co_await; see connection_impl.h.
  asio::awaitable<void> accept(Listener& listener) {
    while (!transport_.stopping) {
      Reactor& reactor = *reactors_[next_reactor_++ % reactors_.size()];
      const asio::any_io_executor executor = reactor.context.get_executor();
      auto [error, socket] = co_await listener.acceptor.async_accept(executor, kToken);
      if (transport_.stopping) co_return;
      if (!error) {
        serve(listener, reactor, std::move(socket));
      } else if (error != asio::error::connection_aborted) {
        // Out of file descriptors, mostly: they come back when connections end.
        log::error("accept_failed", {{"reason", error.message()}});
        listener.pause.expires_after(kPauseAfterAcceptError);
        const auto [pause_error] = co_await listener.pause.async_wait(kToken);
        (void)pause_error;
      }
    }
  }

  void serve(const Listener& listener, Reactor& reactor, tcp::socket socket) {
    if (!transport_.connections.take(1)) {
      log_full();
      return;  // closes it: a proxy tries elsewhere at once, where a full backlog would let it wait
    }
    if (listener.is_secure) {
      serve_tls(std::move(socket), *tls_context_, reactor.connections, transport_);
    } else {
      serve_plain(std::move(socket), reactor.connections, transport_);
    }
  }

  void log_full() {
    const auto now = std::chrono::steady_clock::now();
    if (full_logged_at_ && now - *full_logged_at_ < kFullLogInterval) return;
    full_logged_at_ = now;
    log::warn("connections_full", {{"connections_max", transport_.options.connections_max}});
  }

  // In this order: what is left in a reactor's context when it is destroyed still refers to what stands
  // before it.
  Transport transport_;
  std::unique_ptr<asio::ssl::context> tls_context_;
  std::vector<std::unique_ptr<Reactor>> reactors_;
  std::unique_ptr<Listener> http_;
  std::unique_ptr<Listener> https_;
  std::size_t next_reactor_ = 0;
  std::optional<std::chrono::steady_clock::time_point> full_logged_at_;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() { stop(std::chrono::seconds(0)); }

Result<std::unique_ptr<Server>> Server::create(const ServerOptions& options, Handler& handler) {
  auto impl = std::make_unique<Impl>(options, handler);
  TRY(impl->open());
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

void Server::start() { impl_->start(); }
std::uint16_t Server::http_port() const { return impl_->http_port(); }
std::uint16_t Server::https_port() const { return impl_->https_port(); }
void Server::stop(std::chrono::seconds grace) { impl_->stop(grace); }

}  // namespace jianzai::http
