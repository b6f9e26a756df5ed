#include "domain/ticket.h"

#include <algorithm>
#include <array>

#include "base/names.h"

namespace jianzai {
namespace {

using S = TicketState;
using E = TicketEvent;

struct Transition {
  S from;
  E event;
  S to;
};

constexpr std::array kTransitions{
    Transition{S::kOpen, E::kClaim, S::kClaimed},         Transition{S::kClaimed, E::kRelease, S::kOpen},
    Transition{S::kClaimed, E::kClose, S::kDone},         Transition{S::kOpen, E::kWithdraw, S::kWithdrawn},
    Transition{S::kClaimed, E::kWithdraw, S::kWithdrawn}, Transition{S::kOpen, E::kAssign, S::kClaimed},
    Transition{S::kClaimed, E::kAssign, S::kClaimed},
};

constexpr Names<TicketKind, 3> kKinds{{
    {TicketKind::kCallback, "CALLBACK"},
    {TicketKind::kVisit, "VISIT"},
    {TicketKind::kAppeal, "APPEAL"},
}};

constexpr Names<S, 4> kStates{{
    {S::kOpen, "OPEN"},
    {S::kClaimed, "CLAIMED"},
    {S::kDone, "DONE"},
    {S::kWithdrawn, "WITHDRAWN"},
}};

constexpr Names<TicketOutcome, 3> kOutcomes{{
    {TicketOutcome::kSolved, "SOLVED"},
    {TicketOutcome::kNotReached, "NOT_REACHED"},
    {TicketOutcome::kRefused, "REFUSED"},
}};

}  // namespace

std::optional<TicketState> next_state(TicketState state, TicketEvent event) {
  for (const auto& transition : kTransitions) {
    if (transition.from == state && transition.event == event) return transition.to;
  }
  return std::nullopt;
}

bool is_open(TicketState state) { return state == S::kOpen || state == S::kClaimed; }

int workdays_of(TicketKind kind) { return kind == TicketKind::kCallback ? 1 : 5; }

Date claim_ends(TicketKind kind, Date today, Date due_on) {
  return kind == TicketKind::kVisit ? std::max(today, due_on) : today;
}

Ticket as_of(Ticket ticket, Date today) {
  if (ticket.state == S::kClaimed && ticket.claimed_to < today) {
    ticket.state = S::kOpen;
    ticket.claimed_by.reset();
    ticket.claimed_to.reset();
  }
  return ticket;
}

bool is_tried_on(const Ticket& ticket, Date day) {
  return ticket.tried_at && china_date(*ticket.tried_at) == day;
}

std::string_view to_text(TicketKind kind) { return name_of(kKinds, kind); }
std::optional<TicketKind> ticket_kind_from(std::string_view text) { return value_of(kKinds, text); }
std::string_view to_text(TicketState state) { return name_of(kStates, state); }
std::optional<TicketState> ticket_state_from(std::string_view text) { return value_of(kStates, text); }
std::string_view to_text(TicketOutcome outcome) { return name_of(kOutcomes, outcome); }
std::optional<TicketOutcome> ticket_outcome_from(std::string_view text) { return value_of(kOutcomes, text); }

}  // namespace jianzai
