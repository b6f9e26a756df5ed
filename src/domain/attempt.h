#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/age_band.h"
#include "domain/challenge.h"
#include "domain/ids.h"
#include "domain/policy/comparison_policy.h"

namespace jianzai {

// The life of an attempt. Stored by name: never changed, only added to.
enum class AttemptState {
  kOpen,       // takes frames until its deadline
  kSubmitted,  // all frames are in, the decision is being made; survives a crash
  kDecided,
  kExpired,  // the deadline passed before it was finished
};

enum class AttemptEvent { kSubmit, kDecide, kExpire };

// The one transition table. Nothing when the event is refused in that state.
[[nodiscard]] std::optional<AttemptState> next_state(AttemptState state, AttemptEvent event);

[[nodiscard]] std::string_view to_text(AttemptState state);
[[nodiscard]] std::optional<AttemptState> attempt_state_from(std::string_view text);
[[nodiscard]] std::string_view to_text(AttemptResult result);
[[nodiscard]] std::optional<AttemptResult> attempt_result_from(std::string_view text);

// Whose account it was.
enum class AttemptChannel {
  kSelf,
  kRelative,  // a helper's
};
[[nodiscard]] std::string_view to_text(AttemptChannel channel);
[[nodiscard]] std::optional<AttemptChannel> attempt_channel_from(std::string_view text);

// One try at proof of life (认证记录).
struct Attempt {
  AttemptId id;
  AccountId account;
  PersonId person;
  ConsentId consent;
  AttemptState state = AttemptState::kOpen;
  Challenge challenge;
  int step = 0;           // that runs now; challenge.steps.size() when all are answered
  Time step_revealed_at;  // from here its deadline counts
  // The camera had the name of a program that poses as one. The name itself is not kept: it may hold its
  // owner's.
  bool is_virtual_camera = false;
  std::string findings;  // PadFinding::notes, and what was wrong with frames
  std::string nonce;     // accompanies every frame; ties the upload to this attempt
  Time opened_at;
  Time deadline;
  std::optional<Time> decided_at;
  std::optional<Decision> decision;
  std::string network_set;          // that compared; empty before the decision or without networks
  std::optional<Date> next_due_on;  // after a pass: the earliest of the person's entitlements
  // For counting; nothing: of before it was kept.
  std::optional<AgeBand> age_band = {};
  std::optional<AttemptChannel> channel = {};
  bool is_first_try = false;  // since the person's last one that passed
};

// The step that runs at `now`; nothing when all are answered or its deadline passed. The first step, the
// look, has the attempt's own deadline.
[[nodiscard]] const ChallengeStep* running_step(const Attempt& attempt, Time now);
// Until when the running step takes frames.
[[nodiscard]] Time step_deadline(const Attempt& attempt);

// A decided attempt that did not pass and that no person is looking at can be handed to one, as long as its
// frames are there or it counts among the tries of the running plan: without frames the reviewer asks for
// others. A reviewer's rejection is final for the attempt; the person may try again.
[[nodiscard]] bool may_request_review(const Attempt& attempt, bool has_review, bool is_reviewable);

}  // namespace jianzai
