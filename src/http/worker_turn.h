#pragma once

#include <memory>
#include <optional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "http/transport.h"

namespace jianzai::http {

// One request's way to a worker and back, while the thread of the executor serves others. For that thread
// only. Wait with `while (!turn.is_over()) co_await turn.changed().async_wait(...)`: the worker's answer
// comes through that thread, so it cannot come between the test and the wait.
class WorkerTurn {
 public:
  WorkerTurn(Transport& transport, const boost::asio::any_io_executor& executor)
      : transport_(transport), changed_(executor) {}

  // `owner` holds this object and is kept until the answer is there. When the queue is full, the answer is
  // TransportFault::kBusy at once.
  void begin(Request request, BudgetShare body_share, const std::shared_ptr<void>& owner);
  [[nodiscard]] bool is_over() const { return answer_.has_value(); }
  [[nodiscard]] boost::asio::steady_timer& changed() { return changed_; }  // never expires; is cancelled
  [[nodiscard]] Response take();

 private:
  [[nodiscard]] bool submit(Request request, BudgetShare body_share, const std::shared_ptr<void>& owner);
  [[nodiscard]] Response ask_handler(const Request& request) const;

  Transport& transport_;
  boost::asio::steady_timer changed_;
  std::optional<Response> answer_;
};

}  // namespace jianzai::http
