#pragma once

#include "app/decision_queue.h"

namespace jianzai::app {

// Queues what waits for a decision in the store: after a crash, after a full queue. Cheap; every few seconds.
[[nodiscard]] Result<void> resume_decisions(Ports& ports, DecisionQueue& queue);

// Ends the open attempts that are past their deadline (close_attempt.h). Every few seconds.
[[nodiscard]] Result<void> close_overdue_attempts(Ports& ports);

// Makes the tasks of plans, for 50,000 entitlements at the most: the next call goes on. Every few seconds.
[[nodiscard]] Result<void> fill_plans(Ports& ports);

// Tasks whose self-service is over go to the office (信息核实期). Every few seconds.
[[nodiscard]] Result<void> end_self_service(Ports& ports);

// Erases what is no longer needed: sessions, login tries, codes, old notices, lists that were handed in and
// never taken over, frames that no open review needs, and the evidence of assisted proofs that were decided,
// each after its time (retention.h). Once an hour.
[[nodiscard]] Result<void> erase_outdated(Ports& ports);

}  // namespace jianzai::app
