#include "domain/task.h"

#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include <gtest/gtest.h>

namespace jianzai {
namespace {

using S = TaskState;
using E = TaskEvent;

// Written out again, so that a slip in the table is seen: every event that is not here is refused.
const std::map<S, std::map<E, S>> kAllowed{
    {S::kPending,
     {{E::kMatch, S::kMatched},
      {E::kPass, S::kPassed},
      {E::kAskReview, S::kReviewing},
      {E::kEndSelfService, S::kVerifying},
      {E::kConfirmLoss, S::kTerminated}}},
    {S::kReviewing,
     {{E::kMatch, S::kMatched},
      {E::kPass, S::kPassed},
      {E::kApproveReview, S::kPassed},
      {E::kRejectReview, S::kPending},
      {E::kConfirmLoss, S::kTerminated}}},
    {S::kVerifying,
     {{E::kMatch, S::kMatched},
      {E::kPass, S::kPassed},
      {E::kAskReview, S::kReviewing},
      {E::kProposeSuspension, S::kSuspendProposed},
      {E::kConfirmLoss, S::kTerminated}}},
    {S::kSuspendProposed,
     {{E::kMatch, S::kMatched},
      {E::kPass, S::kPassed},
      {E::kAskReview, S::kReviewing},
      {E::kDropProposal, S::kVerifying},
      {E::kApproveSuspension, S::kSuspended},
      {E::kConfirmLoss, S::kTerminated}}},
    {S::kSuspended,
     {{E::kMatch, S::kResumed},
      {E::kPass, S::kResumed},
      {E::kAskReview, S::kSuspended},
      {E::kApproveReview, S::kResumed},
      {E::kRejectReview, S::kSuspended},
      {E::kConfirmLoss, S::kTerminated}}},
    {S::kMatched, {{E::kConfirmLoss, S::kTerminated}}},
    {S::kPassed, {{E::kConfirmLoss, S::kTerminated}}},
    {S::kResumed, {{E::kConfirmLoss, S::kTerminated}}},
    {S::kTerminated, {{E::kReinstate, S::kVerifying}}},
};

TEST(TaskState, allows_and_refuses_every_event_in_every_state) {
  for (const S state : kTaskStates) {
    for (const E event : kTaskEvents) {
      const auto& allowed = kAllowed.at(state);
      const auto expected = allowed.find(event);
      const auto next = next_state(state, event);
      ASSERT_EQ(next.has_value(), expected != allowed.end()) << to_text(state) << ' ' << to_text(event);
      if (next) {
        EXPECT_EQ(*next, expected->second) << to_text(state) << ' ' << to_text(event);
      }
    }
  }
}

TEST(TaskState, payment_stops_only_by_a_second_operator_and_ends_only_by_a_confirmation) {
  for (const S state : kTaskStates) {
    for (const E event : kTaskEvents) {
      const auto next = next_state(state, event);
      if (next == S::kSuspended && state != S::kSuspended) {
        EXPECT_EQ(event, E::kApproveSuspension);
        EXPECT_EQ(state, S::kSuspendProposed);
      }
      if (next == S::kTerminated) {
        EXPECT_EQ(event, E::kConfirmLoss);
      }
    }
  }
}

TEST(TaskState, proof_is_taken_wherever_it_is_still_asked_for) {
  for (const S state : kTaskStates) {
    EXPECT_EQ(next_state(state, E::kPass).has_value(), !is_settled(state)) << to_text(state);
    EXPECT_EQ(next_state(state, E::kMatch).has_value(), !is_settled(state)) << to_text(state);
  }
}

TEST(TaskState, names_survive_storage) {
  std::set<std::string_view> names;
  for (const S state : kTaskStates) {
    EXPECT_EQ(task_state_from(to_text(state)), state);
    names.insert(to_text(state));
  }
  for (const E event : kTaskEvents) {
    EXPECT_EQ(task_event_from(to_text(event)), event);
    names.insert(to_text(event));
  }
  EXPECT_EQ(names.size(), kTaskStates.size() + kTaskEvents.size());
  EXPECT_FALSE(task_state_from("pending"));
  EXPECT_FALSE(task_event_from(""));
}

TEST(TaskState, the_document_shows_this_table) {
  std::ifstream file(JIANZAI_SOURCE_DIR "/docs/task-states.md");
  const std::string page(std::istreambuf_iterator<char>(file), {});
  EXPECT_NE(page.find("```mermaid\n" + task_diagram() + "```"), std::string::npos) << task_diagram();
}

}  // namespace
}  // namespace jianzai
