#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>

#include "app/ports.h"
#include "base/worker_pool.h"

namespace jianzai::app {

// Decides submitted attempts on its own threads, so that face work never holds up a request. What it holds is
// in the store as well: a crash loses nothing, see sweep.h. Thread-safe.
class DecisionQueue {
 public:
  // After each decision that was made here, on the deciding thread.
  using Observer = std::function<void(const Attempt& attempt, std::chrono::milliseconds took)>;

  DecisionQueue(const Ports& ports, std::size_t threads, std::size_t queue_max, Observer observer);

  // One that is in here already is not taken twice. Errors: kBusy with the place in the queue; it stays
  // submitted in the store and is decided later.
  [[nodiscard]] Result<void> submit(const AttemptId& id);
  // Waits until the attempt has left the queue, `limit` at the most; says whether it has. At most
  // `waiters_max` requests wait at a time, so that they cannot use up the workers; others are told no at
  // once.
  [[nodiscard]] bool wait(const AttemptId& id, std::chrono::milliseconds limit);
  [[nodiscard]] int length() const;
  // Decides what is queued, then ends. Called at the latest by the destructor.
  void stop() { pool_.stop(); }

  static constexpr int kWaitersMax = 8;

 private:
  void decide(const AttemptId& id);

  Ports ports_;
  Observer observer_;
  mutable std::mutex mutex_;
  std::condition_variable left_;
  std::set<AttemptId> inside_;
  int waiters_ = 0;
  WorkerPool pool_;  // last: its threads use the others
};

}  // namespace jianzai::app
