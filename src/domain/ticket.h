// A ticket (工单): something that somebody asked the agency to do, so that nobody has to wait at a busy
// phone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "domain/ids.h"

namespace jianzai {

enum class TicketKind {
  kCallback,  // 回电
  kVisit,     // 上门服务: cannot come, and cannot do it by phone. Nothing is suspended meanwhile.
  kAppeal,    // 申诉: against a suspension, or what led to it. Nothing is suspended meanwhile.
};
[[nodiscard]] std::string_view to_text(TicketKind kind);  // `CALLBACK`
[[nodiscard]] std::optional<TicketKind> ticket_kind_from(std::string_view text);
// Within how many working days the agency answers. Callback: the next one; a visit and an appeal: five, as
// the county services of domain.md section 1 promise.
[[nodiscard]] int workdays_of(TicketKind kind);

enum class TicketState {
  kOpen,
  kClaimed,    // an operator sees to it
  kDone,       // with what came of it
  kWithdrawn,  // who asked for it wants it no more
};
enum class TicketEvent { kClaim, kRelease, kClose, kWithdraw };
// Nothing when the event may not happen in that state.
[[nodiscard]] std::optional<TicketState> next_state(TicketState state, TicketEvent event);
[[nodiscard]] bool is_open(TicketState state);
[[nodiscard]] std::string_view to_text(TicketState state);
[[nodiscard]] std::optional<TicketState> ticket_state_from(std::string_view text);

enum class TicketOutcome { kSolved, kNotReached, kRefused };
[[nodiscard]] std::string_view to_text(TicketOutcome outcome);  // `NOT_REACHED`
[[nodiscard]] std::optional<TicketOutcome> ticket_outcome_from(std::string_view text);

struct Ticket {
  TicketId id;
  AgencyId agency;
  AccountId account;               // who asked for it
  std::optional<PersonId> person;  // whom it is about; nothing when no agency knows them
  TicketKind kind = TicketKind::kCallback;
  TicketState state = TicketState::kOpen;
  Secret<std::string> phone;
  Secret<std::string> note;  // may be empty
  Time opened_at;
  Date due_on;
  std::optional<OperatorId> claimed_by = {};
  std::optional<TicketOutcome> outcome = {};
  Secret<std::string> answer = {};  // who asked for it reads it
  std::optional<Time> closed_at = {};
};

}  // namespace jianzai
