#include "domain/ticket.h"

#include <gtest/gtest.h>

namespace jianzai {
namespace {

using S = TicketState;
using E = TicketEvent;

TEST(Ticket, goes_the_allowed_ways_and_no_others) {
  const auto expected = [](S state, E event) -> std::optional<S> {
    if (state == S::kOpen && event == E::kClaim) return S::kClaimed;
    if (state == S::kClaimed && event == E::kRelease) return S::kOpen;
    if (state == S::kClaimed && event == E::kClose) return S::kDone;
    if (is_open(state) && event == E::kWithdraw) return S::kWithdrawn;
    return std::nullopt;
  };
  for (const S state : {S::kOpen, S::kClaimed, S::kDone, S::kWithdrawn}) {
    for (const E event : {E::kClaim, E::kRelease, E::kClose, E::kWithdraw})
      EXPECT_EQ(next_state(state, event), expected(state, event)) << to_text(state);
    EXPECT_EQ(ticket_state_from(to_text(state)), state);
  }
}

TEST(Ticket, names_what_is_stored) {
  for (const auto kind : {TicketKind::kCallback, TicketKind::kVisit, TicketKind::kAppeal})
    EXPECT_EQ(ticket_kind_from(to_text(kind)), kind);
  for (const auto outcome : {TicketOutcome::kSolved, TicketOutcome::kNotReached, TicketOutcome::kRefused})
    EXPECT_EQ(ticket_outcome_from(to_text(outcome)), outcome);
}

}  // namespace
}  // namespace jianzai
