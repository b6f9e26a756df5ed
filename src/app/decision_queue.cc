#include "app/decision_queue.h"

#include "app/decide_attempt.h"
#include "base/log.h"

namespace jianzai::app {
namespace {

constexpr std::chrono::seconds kRetryAfter{3};

}  // namespace

DecisionQueue::DecisionQueue(const Ports& ports, std::size_t threads, std::size_t queue_max,
                             Observer observer)
    : ports_(ports), observer_(std::move(observer)), pool_(threads, queue_max) {}

Result<void> DecisionQueue::submit(const AttemptId& id) {
  {
    const std::lock_guard lock(mutex_);
    if (!inside_.insert(id).second) return {};
  }
  if (pool_.submit([this, id] { decide(id); })) return {};
  const std::lock_guard lock(mutex_);
  inside_.erase(id);
  return fail(Error{.code = ErrorCode::kBusy,
                    .detail = "the decision queue is full",
                    .retry_after = kRetryAfter,
                    .queue_length = static_cast<int>(inside_.size())});
}

bool DecisionQueue::wait(const AttemptId& id, std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  if (!inside_.contains(id)) return true;
  if (waiters_ >= kWaitersMax) return false;
  ++waiters_;
  const bool has_left = left_.wait_for(lock, limit, [&] { return !inside_.contains(id); });
  --waiters_;
  return has_left;
}

int DecisionQueue::length() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(inside_.size());
}

void DecisionQueue::decide(const AttemptId& id) {
  const auto started = std::chrono::steady_clock::now();
  const auto decided = decide_attempt(ports_, id);
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started);
  if (decided) {
    if (observer_ && decided->is_new) observer_(decided->attempt, took);
  } else {
    log::error("decision_failed", {{"attempt", id.text()}, {"detail", decided.error().detail}});
  }
  {
    const std::lock_guard lock(mutex_);
    inside_.erase(id);
  }
  left_.notify_all();
}

}  // namespace jianzai::app
