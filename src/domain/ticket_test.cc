#include "domain/ticket.h"

#include <chrono>

#include <gtest/gtest.h>

#include "base/random.h"

namespace jianzai {
namespace {

using S = TicketState;
using E = TicketEvent;

TEST(Ticket, goes_the_allowed_ways_and_no_others) {
  const auto expected = [](S state, E event) -> std::optional<S> {
    if (state == S::kOpen && event == E::kClaim) return S::kClaimed;
    if (state == S::kClaimed && event == E::kRelease) return S::kOpen;
    if (state == S::kClaimed && event == E::kClose) return S::kDone;
    if (is_open(state) && event == E::kAssign) return S::kClaimed;
    if (is_open(state) && event == E::kWithdraw) return S::kWithdrawn;
    return std::nullopt;
  };
  for (const S state : {S::kOpen, S::kClaimed, S::kDone, S::kWithdrawn}) {
    for (const E event : {E::kClaim, E::kAssign, E::kRelease, E::kClose, E::kWithdraw})
      EXPECT_EQ(next_state(state, event), expected(state, event)) << to_text(state);
    EXPECT_EQ(ticket_state_from(to_text(state)), state);
  }
}

TEST(Ticket, is_nobodys_when_its_claim_has_lapsed) {
  using namespace std::chrono;
  const Date today = 2026y / November / 25;
  const Date later = 2026y / December / 2;
  EXPECT_EQ(claim_ends(TicketKind::kCallback, today, later), today);
  EXPECT_EQ(claim_ends(TicketKind::kAppeal, today, later), today);
  EXPECT_EQ(claim_ends(TicketKind::kVisit, today, later), later);
  EXPECT_EQ(claim_ends(TicketKind::kVisit, later, today), later);  // late
  FakeClock clock{china_midnight(today)};
  SeededRandom random{1};
  Ticket ticket{.id = TicketId::make(clock, random),
                .agency = AgencyId::make(clock, random),
                .person = {},
                .state = S::kClaimed,
                .phone = {},
                .note = {},
                .opened_at = clock.now(),
                .due_on = later,
                .claimed_by = OperatorId::make(clock, random),
                .claimed_to = today};
  EXPECT_EQ(as_of(ticket, today).state, S::kClaimed);
  const Date tomorrow = 2026y / November / 26;
  const auto lapsed = as_of(ticket, tomorrow);
  EXPECT_EQ(lapsed.state, S::kOpen);
  EXPECT_FALSE(lapsed.claimed_by);
  EXPECT_FALSE(lapsed.claimed_to);
  ticket.state = S::kDone;
  EXPECT_TRUE(as_of(ticket, tomorrow).claimed_by);  // who did it stays
  EXPECT_FALSE(is_tried_on(ticket, today));
  ticket.tried_at = clock.now();
  EXPECT_TRUE(is_tried_on(ticket, today));
  EXPECT_FALSE(is_tried_on(ticket, tomorrow));
}

TEST(Ticket, names_what_is_stored) {
  for (const auto kind : {TicketKind::kCallback, TicketKind::kVisit, TicketKind::kAppeal})
    EXPECT_EQ(ticket_kind_from(to_text(kind)), kind);
  for (const auto outcome : {TicketOutcome::kSolved, TicketOutcome::kNotReached, TicketOutcome::kRefused})
    EXPECT_EQ(ticket_outcome_from(to_text(outcome)), outcome);
}

}  // namespace
}  // namespace jianzai
