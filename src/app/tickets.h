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

// A ticket with who asks and who sees to it.
struct TicketView {
  Ticket ticket;
  std::optional<Secret<std::string>> asked_by;          // nothing: the account is closed
  std::optional<Secret<std::string>> person_name = {};  // where it is about somebody else
  std::string claimed_by;                               // login; empty: nobody
};

// The agency's, the earliest due first.
[[nodiscard]] Result<Page<TicketView>> list_open_tickets(Ports& ports, const Operator& by,
                                                         std::string_view cursor);
// The operator sees to it from now on. Errors: kNotFound; kTicketClosed, also when another one does.
[[nodiscard]] Result<TicketView> claim_ticket(Ports& ports, const Operator& by, const TicketId& id);
// Errors: the same; a reviewer may release whoever's.
[[nodiscard]] Result<TicketView> release_ticket(Ports& ports, const Operator& by, const TicketId& id);
// Errors: those of claim_ticket; kInvalidFields without an outcome or an answer.
[[nodiscard]] Result<TicketView> close_ticket(Ports& ports, const Operator& by, const TicketId& id,
                                              std::string_view outcome, std::string_view answer);

}  // namespace jianzai::app
