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
enum class TicketEvent { kClaim, kAssign, kRelease, kClose, kWithdraw };
// Nothing when the event may not happen in that state.
[[nodiscard]] std::optional<TicketState> next_state(TicketState state, TicketEvent event);
[[nodiscard]] bool is_open(TicketState state);
[[nodiscard]] std::string_view to_text(TicketState state);
[[nodiscard]] std::optional<TicketState> ticket_state_from(std::string_view text);

enum class TicketOutcome { kSolved, kNotReached, kRefused };
[[nodiscard]] std::string_view to_text(TicketOutcome outcome);  // `NOT_REACHED`
[[nodiscard]] std::optional<TicketOutcome> ticket_outcome_from(std::string_view text);

// Somebody is not reached: after so many days on which it was tried, one try a day counting, the ticket may
// be closed so.
inline constexpr int kTicketTriesMin = 3;

// Who asks for a call without a login: what they say of themselves, as they typed it. Nobody has proved who
// they are, so that nothing is done for the person of that name before the agency has made sure.
struct Caller {
  Secret<std::string> name;
  Secret<std::string> id_number = {};  // any text, to find somebody by; may be empty
};

struct Ticket {
  TicketId id;
  AgencyId agency;
  std::optional<AccountId> account = {};     // who asked for it
  std::optional<OperatorId> opened_by = {};  // or else who wrote it down for the person
  std::optional<Caller> caller = {};         // or else who has no login; a callback about nobody
  std::optional<PersonId> person;            // whom it is about; nothing when no agency knows them
  TicketKind kind = TicketKind::kCallback;
  TicketState state = TicketState::kOpen;
  Secret<std::string> phone;
  Secret<std::string> note;  // may be empty
  Time opened_at;
  Date due_on;
  std::optional<OperatorId> claimed_by = {};
  std::optional<Date> claimed_to = {};  // the last day of the claim
  int tries = 0;                        // days on which nobody was reached
  std::optional<Time> tried_at = {};    // the last one, and by whom
  std::optional<OperatorId> tried_by = {};
  std::optional<TicketOutcome> outcome = {};
  Secret<std::string> answer = {};  // who asked for it reads it
  std::optional<Time> closed_at = {};
};

// The last day on which others leave a ticket alone that is claimed today: this one; a visit is planned, so
// until it is due, where that is later.
[[nodiscard]] Date claim_ends(TicketKind kind, Date today, Date due_on);
// As it is today: who fell ill does not keep what they claimed, so a claim that has lapsed is none.
[[nodiscard]] Ticket as_of(Ticket ticket, Date today);
// Whether the day's try was written down already.
[[nodiscard]] bool is_tried_on(const Ticket& ticket, Date day);

}  // namespace jianzai
