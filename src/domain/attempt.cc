#include "domain/attempt.h"

#include <algorithm>
#include <array>

#include "base/names.h"

namespace jianzai {

namespace {

struct Transition {
  AttemptState from;
  AttemptEvent event;
  AttemptState to;
};

constexpr std::array<Transition, 3> kTransitions{{
    {AttemptState::kOpen, AttemptEvent::kSubmit, AttemptState::kSubmitted},
    {AttemptState::kOpen, AttemptEvent::kExpire, AttemptState::kExpired},
    {AttemptState::kSubmitted, AttemptEvent::kDecide, AttemptState::kDecided},
}};

constexpr Names<AttemptState, 4> kStates{{
    {AttemptState::kOpen, "OPEN"},
    {AttemptState::kSubmitted, "SUBMITTED"},
    {AttemptState::kDecided, "DECIDED"},
    {AttemptState::kExpired, "EXPIRED"},
}};

constexpr Names<AttemptResult, 3> kResults{{
    {AttemptResult::kPassed, "PASSED"},
    {AttemptResult::kNotPassed, "NOT_PASSED"},
    {AttemptResult::kReview, "REVIEW"},
}};

constexpr Names<AttemptChannel, 2> kChannels{{
    {AttemptChannel::kSelf, "SELF"},
    {AttemptChannel::kRelative, "RELATIVE"},
}};

}  // namespace

std::optional<AttemptState> next_state(AttemptState state, AttemptEvent event) {
  for (const Transition& transition : kTransitions) {
    if (transition.from == state && transition.event == event) return transition.to;
  }
  return std::nullopt;
}

std::string_view to_text(AttemptState state) { return name_of(kStates, state); }
std::optional<AttemptState> attempt_state_from(std::string_view text) { return value_of(kStates, text); }
std::string_view to_text(AttemptResult result) { return name_of(kResults, result); }
std::optional<AttemptResult> attempt_result_from(std::string_view text) { return value_of(kResults, text); }
std::string_view to_text(AttemptChannel channel) { return name_of(kChannels, channel); }
std::optional<AttemptChannel> attempt_channel_from(std::string_view text) {
  return value_of(kChannels, text);
}

Time step_deadline(const Attempt& attempt) {
  if (attempt.step == 0) return attempt.deadline;
  return std::min(attempt.deadline, attempt.step_revealed_at + kStepDeadline);
}

const ChallengeStep* running_step(const Attempt& attempt, Time now) {
  const auto step = static_cast<std::size_t>(attempt.step);
  if (step >= attempt.challenge.steps.size() || now > step_deadline(attempt)) return nullptr;
  return &attempt.challenge.steps[step];
}

bool may_request_review(const Attempt& attempt, bool has_review, bool is_reviewable) {
  return attempt.state == AttemptState::kDecided && attempt.decision &&
         attempt.decision->result == AttemptResult::kNotPassed && !has_review && is_reviewable;
}

}  // namespace jianzai
