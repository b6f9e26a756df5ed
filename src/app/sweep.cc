#include "app/sweep.h"

#include "app/close_attempt.h"
#include "app/retention.h"
#include "app/tasks.h"
#include "app/write.h"
#include "base/limits.h"
#include "base/log.h"
#include "domain/notice.h"
#include "domain/person_details.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kAttemptsPerSweep = 100;
constexpr std::size_t kTasksPerSweep = 1'000;
constexpr std::size_t kEntitlementsPerBatch = 1'000;
constexpr int kBatchesPerSweep = 50;
// Pieces of up to 8 MiB, which SQLite overwrites while it keeps other writers waiting.
constexpr std::size_t kProofsPerErasure = 20;
constexpr int kErasuresPerSweep = 500;

// One batch, in one transaction: who comes back after a crash goes on behind it. Whether the round has ended.
Result<bool> fill_plan(Ports& ports, const PlanId& id, Date today) {
  return write(ports.store, [&](Transaction& transaction) -> Result<bool> {
    const auto plan = TRY(transaction.plans().find(id));
    auto progress = TRY(transaction.plans().progress(id));
    if (!plan || plan->state == PlanState::kClosed || (progress.filled_on && *progress.filled_on >= today))
      return true;
    const auto batch = TRY(transaction.plans().entitled(*plan, progress.filled_to, kEntitlementsPerBatch));
    for (const auto& [person, entitlement, born] : batch) {
      const auto window = window_of(*plan, entitlement, today);
      if (!window) continue;
      std::optional<AgeBand> age_band;
      if (born) age_band = age_band_of(age_on(*born, window->self_from));
      TRY(transaction.tasks().insert({.id = TaskId::make(ports.clock, ports.random),
                                      .plan = id,
                                      .person = person,
                                      .agency = plan->agency,
                                      .window = *window,
                                      .remind_on = first_reminder(*window, today),
                                      .age_band = age_band}));
    }
    const bool is_done = batch.size() < kEntitlementsPerBatch;
    progress.filled_to = is_done ? "" : batch.back().person.text();
    if (is_done) {
      progress.filled_on = today;
      if (plan->state == PlanState::kFilling) TRY(transaction.plans().set_state(id, PlanState::kOpen));
    }
    TRY(transaction.plans().set_progress(id, progress));
    return is_done;
  });
}

// Batch after batch, each in its own transaction: what a crash leaves is taken by the next round.
Result<void> erase_proof_evidence(Ports& ports, Time now) {
  std::size_t erased = 0;
  std::size_t batch = kProofsPerErasure;
  for (int times = 0; batch == kProofsPerErasure && times < kErasuresPerSweep; ++times) {
    batch = TRY(write(ports.store, [&](Transaction& transaction) -> Result<std::size_t> {
      const Time decided = now - TRY(retention_of(ports, transaction, Kept::kProofEvidence));
      return transaction.assisted_proofs().erase_evidence_before(decided, kProofsPerErasure);
    }));
    erased += batch;
  }
  if (erased > 0) log::info("proof_evidence_erased", {{"proofs", erased}});
  return {};
}

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

Result<void> fill_plans(Ports& ports) {
  const Date today = china_date(ports.clock.now());
  std::vector<Plan> waiting;
  {
    const auto transaction = TRY(ports.store.begin_read());
    waiting = TRY(transaction->plans().to_fill(today));
  }
  int batches = kBatchesPerSweep;
  for (const Plan& plan : waiting) {
    for (bool is_done = false; !is_done && batches > 0; --batches)
      is_done = TRY(fill_plan(ports, plan.id, today));
  }
  return {};
}

Result<void> end_self_service(Ports& ports) {
  const Date today = china_date(ports.clock.now());
  {
    const auto transaction = TRY(ports.store.begin_read());
    if (TRY(transaction->tasks().to_end(today, 1)).empty()) return {};
  }
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    for (Task& task : TRY(transaction.tasks().to_end(today, kTasksPerSweep))) {
      const TaskState before = task.state;
      if (apply(task, TaskEvent::kEndSelfService, today)) TRY(store_task(ports, transaction, task, before));
    }
    return {};
  });
}

Result<void> erase_outdated(Ports& ports) {
  const Time now = ports.clock.now();
  const int frames = TRY(write(ports.store, [&](Transaction& transaction) -> Result<int> {
    TRY(transaction.sessions().erase_created_before(now - limits::kSessionLifetime));
    TRY(transaction.login_tries().erase_before(now - limits::kLoginTriesKept));
    TRY(transaction.codes().erase_before(now - limits::kCodesKept));
    const auto kept = [&](Kept what) { return retention_of(ports, transaction, what); };
    TRY(transaction.notices().erase_before(now - TRY(kept(Kept::kMessages))));
    TRY(transaction.attempts().erase_digests_before(now - limits::kDigestsKept));
    const Time uploaded = now - TRY(kept(Kept::kLists));
    const Time ended = now - TRY(kept(Kept::kListTraces));
    TRY(transaction.imports().erase_before(uploaded, ended, now));
    return transaction.attempts().erase_frames_before(now - TRY(kept(Kept::kFrames)));
  }));
  if (frames > 0) log::info("frames_erased", {{"frames", frames}});
  return erase_proof_evidence(ports, now);
}

}  // namespace jianzai::app
