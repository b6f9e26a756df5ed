#include "http/worker_turn.h"

#include <string>
#include <utility>

#include <boost/asio/post.hpp>

namespace jianzai::http {

void WorkerTurn::begin(Request request, BudgetShare body_share, const std::shared_ptr<void>& owner) {
  answer_.reset();
  changed_.expires_at(boost::asio::steady_timer::time_point::max());
  const std::string request_id = request.head.request_id;
  if (!submit(std::move(request), std::move(body_share), owner)) {
    answer_ = ask_refusal(transport_, TransportFault::kBusy, request_id);
  }
}

Response WorkerTurn::take() {
  Response response = std::move(*answer_);
  answer_.reset();
  return response;
}

bool WorkerTurn::submit(Request request, BudgetShare body_share, const std::shared_ptr<void>& owner) {
  struct Work {
    Request request;
    BudgetShare body_share;
    std::shared_ptr<void> owner;
  };
  // Shared because a WorkerPool::Job can be copied, and a part of a budget cannot.
  auto work = std::make_shared<Work>(Work{std::move(request), std::move(body_share), owner});
  return transport_.workers->submit([this, work = std::move(work)]() mutable {
    auto answer = std::make_shared<Response>(ask_handler(work->request));
    auto kept = std::move(work->owner);
    work.reset();
    const auto executor = changed_.get_executor();
    boost::asio::post(executor, [this, kept = std::move(kept), answer = std::move(answer)] {
      answer_ = std::move(*answer);
      changed_.cancel();
    });
  });
}

// On the worker.
Response WorkerTurn::ask_handler(const Request& request) const {
  try {
    if (transport_.abandoned) {
      return transport_.handler.refuse(TransportFault::kBusy, request.head.request_id);
    }
    return transport_.handler.handle(request);
  } catch (...) {
    return after_throw(request.head.request_id);
  }
}

}  // namespace jianzai::http
