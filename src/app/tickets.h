// Tickets (工单): a call back, a visit at home, an appeal, instead of a busy phone.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

struct OpenTicket {
  std::string kind;
  std::string phone;  // empty: the account's
  std::string note;   // may be empty
  std::optional<RelativeId> relative = {};
  std::string request_key;
  std::optional<AgencyId> agency = {};  // where nobody knows the person and there are several
};

// Asks the person's agency; where no agency knows the person, the one that was chosen, or the only one, which
// then explains that. Who
// has an open ticket of the kind for the person gets that one. Errors: kInvalidFields; kNotFound when the
// account does not help that one; kIdempotencyConflict; kNoPlan for a visit or an appeal of whom nobody
// knows.
[[nodiscard]] Result<Ticket> open_ticket(Ports& ports, const Account& account, const OpenTicket& request);
// The account's own, the latest first.
[[nodiscard]] Result<std::vector<Ticket>> list_tickets(Ports& ports, const Account& account);
// Errors: kNotFound; kTicketClosed.
[[nodiscard]] Result<Ticket> withdraw_ticket(Ports& ports, const Account& account, const TicketId& id);

struct AskCallback {
  std::string name;
  std::string id_number;  // may be empty; any text
  std::string phone;
  std::string note;                     // may be empty
  std::optional<AgencyId> agency = {};  // where there are several
  std::string request_key;
};
// For who cannot log in, so that they need no busy phone. Looks nobody up: the answer is the same whether or
// not an agency knows that name or number. A phone has one open callback; who asks again gets that one, of
// whatever agency. Errors: kInvalidFields; kIdempotencyConflict; kTooManyCallbacks; kNoPlan where there is no
// agency.
[[nodiscard]] Result<Ticket> ask_callback(Ports& ports, const AskCallback& request);

// A ticket with who asks and who sees to it.
struct TicketView {
  Ticket ticket;                                // as the operator sees it today
  std::optional<Secret<std::string>> asked_by;  // of an operator's, the person; of a caller what they say;
                                                // nothing: closed
  std::optional<Secret<std::string>> person_name = {};  // where it is about somebody else
  std::optional<RegionCode> region = {};                // where the person lives
  std::string claimed_by = {};                          // login; empty: nobody
  std::string opened_by = {};                           // login; empty: the account
};

// Whose and which tickets somebody sees: those about people of the own scope; who works for a whole agency
// also those about nobody; a village helper visits only. For everybody else they are not there (kNotFound). A
// claim that has lapsed (domain as_of) is none, but for who made it, as long as nobody else has claimed the
// ticket.

struct OpenTicketFor {
  PersonId person;
  std::string kind;   // a call or a visit: an appeal is the person's own
  std::string phone;  // empty: the person's
  std::string note;   // may be empty
  std::string request_key;
};
// What somebody asked for at the desk or by phone, also who has no account. Errors: kNotFound; kInvalidFields
// (kind ALREADY_OPEN: the person has one of the kind); kIdempotencyConflict.
[[nodiscard]] Result<TicketView> open_ticket_for(Ports& ports, const Operator& by,
                                                 const OpenTicketFor& request);

// Of one kind or, where it is empty, of all; the earliest due first. Errors: kInvalidFields (kind).
[[nodiscard]] Result<Page<TicketView>> list_open_tickets(Ports& ports, const Operator& by,
                                                         std::string_view kind, std::string_view cursor);
// Whatever its state. Errors: kNotFound.
[[nodiscard]] Result<TicketView> view_ticket(Ports& ports, const Operator& by, const TicketId& id);
// The operator sees to it from now on, until claim_ends. Errors: kNotFound; kTicketClosed, also when another
// one does.
[[nodiscard]] Result<TicketView> claim_ticket(Ports& ports, const Operator& by, const TicketId& id);
// Errors: the same; a reviewer may release whoever's.
[[nodiscard]] Result<TicketView> release_ticket(Ports& ports, const Operator& by, const TicketId& id);
// Who may be sent to the person of a visit, those of the smallest region first, at most kVisitorsMax; nobody
// for other tickets. Errors: kNotFound.
inline constexpr std::size_t kVisitorsMax = 100;
[[nodiscard]] Result<std::vector<Operator>> list_visitors(Ports& ports, const Operator& by,
                                                          const TicketId& id);
// That one goes there, whoever was to go before: the desk sends people. Errors: kNotFound; kTicketClosed;
// kInvalidFields (operator_id) for who may not visit the person, or for no visit.
[[nodiscard]] Result<TicketView> assign_ticket(Ports& ports, const Operator& by, const TicketId& id,
                                               const std::optional<OperatorId>& visitor);
// Nobody was reached: the ticket stays, and is due on the next working day at the earliest. One try a day
// counts; the same day again changes nothing. Errors: those of close_ticket, but the fields.
[[nodiscard]] Result<TicketView> try_ticket(Ports& ports, const Operator& by, const TicketId& id);
// Errors: those of claim_ticket; kInvalidFields without an outcome or an answer, and for NOT_REACHED before
// kTicketTriesMin tries (outcome TOO_FEW_TRIES); of NOT_REACHED the person gets a message.
[[nodiscard]] Result<TicketView> close_ticket(Ports& ports, const Operator& by, const TicketId& id,
                                              std::string_view outcome, std::string_view answer);
// The phone to call, for who sees to the ticket; that of a visit also for the desk, which prints the route;
// and what a caller says is their ID number (Ticket::caller). It is kept who wanted it and why, as
// app::disclose does. Errors: kNotFound; kTicketClosed, also where another one sees to it; kInvalidFields
// (reason); kTooManyTries.
[[nodiscard]] Result<Ticket> disclose_ticket(Ports& ports, const Operator& by, const TicketId& id,
                                             std::string_view reason);

}  // namespace jianzai::app
