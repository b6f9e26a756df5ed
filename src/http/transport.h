// What the connections of one server share.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/random.h"
#include "base/worker_pool.h"
#include "http/message.h"
#include "http/server.h"

namespace jianzai::http {

// Counts something that may not pass a bound. Thread-safe.
class Budget {
 public:
  explicit Budget(std::size_t max) : max_(max) {}

  // False when it would pass the bound; nothing is taken then.
  [[nodiscard]] bool take(std::size_t amount) {
    const std::lock_guard lock(mutex_);
    if (amount > max_ - taken_) return false;
    taken_ += amount;
    return true;
  }
  void give_back(std::size_t amount) {
    const std::lock_guard lock(mutex_);
    taken_ -= amount;
    if (taken_ == 0) empty_.notify_all();
  }
  // True when everything was given back in time.
  [[nodiscard]] bool wait_until_empty(std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    return empty_.wait_for(lock, at_most, [this] { return taken_ == 0; });
  }

 private:
  const std::size_t max_;
  std::mutex mutex_;
  std::condition_variable empty_;
  std::size_t taken_ = 0;
};

// A part of a Budget that goes back when it is no longer held.
class BudgetShare {
 public:
  explicit BudgetShare(Budget& budget) : budget_(&budget) {}
  BudgetShare(BudgetShare&& other) noexcept : budget_(other.budget_), held_(std::exchange(other.held_, 0)) {}
  BudgetShare& operator=(BudgetShare&&) = delete;
  ~BudgetShare() {
    if (held_ > 0) budget_->give_back(held_);
  }

  // False when the budget does not allow it.
  [[nodiscard]] bool grow_to(std::size_t amount) {
    if (amount <= held_) return true;
    if (!budget_->take(amount - held_)) return false;
    held_ = amount;
    return true;
  }

 private:
  Budget* budget_;
  std::size_t held_ = 0;
};

struct Transport {
  Transport(const ServerOptions& options_in, Handler& handler_in)
      : options(options_in),
        handler(handler_in),
        connections(options_in.connections_max),
        body_bytes(options_in.body_bytes_in_flight_max) {}

  const ServerOptions options;
  Handler& handler;
  SystemRandom random;
  SystemClock clock;
  Budget connections;
  Budget body_bytes;
  std::atomic<bool> stopping = false;   // answer what has begun, take nothing new
  std::atomic<bool> abandoned = false;  // the grace is over: no longer handle what is queued
  std::unique_ptr<WorkerPool> workers;  // from start() on
};

[[nodiscard]] std::string make_request_id(Transport& transport);

// The handler's refusal, also when it throws.
[[nodiscard]] Response ask_refusal(const Transport& transport, TransportFault fault,
                                   std::string_view request_id);

// The answer to a handler that threw; logs it. And to one whose answer cannot be sent.
[[nodiscard]] Response after_throw(std::string_view request_id);
[[nodiscard]] Response after_bad_answer(std::string_view request_id);

}  // namespace jianzai::http
