#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace jianzai {

// A fixed number of threads and a queue that cannot grow past its bound: who comes when it is full is told
// so.
class WorkerPool {
 public:
  using Job = std::function<void()>;

  WorkerPool(std::size_t threads, std::size_t queue_max);
  // Finishes what is queued, then ends the threads.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False when the queue is full or the pool is stopping; the job is then not taken. Jobs must not throw.
  [[nodiscard]] bool submit(Job job);
  // Jobs that wait, without those that run.
  [[nodiscard]] std::size_t queued() const;
  // No new jobs; returns when all queued ones are done.
  void stop();

 private:
  void work();

  const std::size_t queue_max_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace jianzai
