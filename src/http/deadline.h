#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

namespace jianzai::http {

// Bounds a stretch of operations on a socket. Not beast::tcp_stream's: that closes the socket, and then
// nobody can tell the client why. For the thread of the socket's executor only.
class Deadline {
 public:
  explicit Deadline(boost::asio::ip::tcp::socket& socket) : socket_(socket), timer_(socket.get_executor()) {}

  // From now on. When it passes, the operation that runs fails with operation_aborted and the socket stays
  // usable. `owner` holds this object and is kept until the deadline passes or stops.
  void start(std::chrono::milliseconds duration, const std::shared_ptr<void>& owner) {
    stop();
    wait(duration, owner);
  }
  void stop() {
    ++generation_;  // a wait that is over but whose handler has not run yet must not hit the next operation
    passed_ = false;
    timer_.cancel();
  }
  [[nodiscard]] bool passed() const { return passed_; }

 private:
  void wait(std::chrono::milliseconds duration, const std::shared_ptr<void>& owner) {
    timer_.expires_after(duration);
    timer_.async_wait([this, owner, generation = generation_](const boost::system::error_code& error) {
      if (error || generation != generation_) return;
      boost::system::error_code ignored;
      if (passed_) {
        // A composed operation that was between two reads did not notice the cancel.
        socket_.close(ignored);
        return;
      }
      passed_ = true;
      socket_.cancel(ignored);
      wait(kSecondTry, owner);
    });
  }

  static constexpr std::chrono::milliseconds kSecondTry{100};

  boost::asio::ip::tcp::socket& socket_;
  boost::asio::steady_timer timer_;
  std::uint64_t generation_ = 0;
  bool passed_ = false;
};

}  // namespace jianzai::http
