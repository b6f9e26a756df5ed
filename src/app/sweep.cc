#include "app/sweep.h"

#include "app/close_attempt.h"
#include "app/write.h"
#include "base/limits.h"
#include "base/log.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kAttemptsPerSweep = 100;
constexpr std::chrono::hours kLoginTriesKept{24};
constexpr std::chrono::days kDigestsKept{400};  // longer than the longest usual cycle

}  // namespace

Result<void> resume_decisions(Ports& ports, DecisionQueue& queue) {
  std::vector<AttemptId> waiting;
  {
    const auto transaction = TRY(ports.store.begin_read());
    waiting = TRY(transaction->attempts().in_state(AttemptState::kSubmitted, kAttemptsPerSweep));
  }
  for (const AttemptId& id : waiting) {
    if (!queue.submit(id)) break;  // full: the next sweep goes on
  }
  return {};
}

Result<void> close_overdue_attempts(Ports& ports) {
  const Time now = ports.clock.now();
  {
    const auto transaction = TRY(ports.store.begin_read());
    if (TRY(transaction->attempts().open_past_deadline(now, 1)).empty()) return {};
  }
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    for (const AttemptId& id : TRY(transaction.attempts().open_past_deadline(now, kAttemptsPerSweep))) {
      auto attempt = TRY(transaction.attempts().find(id));
      if (attempt) TRY(close_open(transaction, std::move(*attempt)));
    }
    return {};
  });
}

Result<void> erase_outdated(Ports& ports) {
  const Time now = ports.clock.now();
  const int frames = TRY(write(ports.store, [&](Transaction& transaction) -> Result<int> {
    TRY(transaction.sessions().erase_created_before(now - limits::kSessionLifetime));
    TRY(transaction.login_tries().erase_before(now - kLoginTriesKept));
    TRY(transaction.attempts().erase_digests_before(now - kDigestsKept));
    return transaction.attempts().erase_frames_before(now - ports.settings.frame_retention);
  }));
  if (frames > 0) log::info("frames_erased", {{"frames", frames}});
  return {};
}

}  // namespace jianzai::app
