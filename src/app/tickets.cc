#include "app/tickets.h"

#include <algorithm>

#include "app/audit.h"
#include "app/fields.h"
#include "app/relatives.h"
#include "app/view_persons.h"
#include "app/workdays.h"
#include "app/write.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kRowsPerPage = 50;

struct Wanted {
  TicketKind kind;
  Secret<std::string> phone;
  Secret<std::string> note;
};

Result<Wanted> read(Ports& ports, const Account& account, const OpenTicket& request) {
  FieldReader reader(china_date(ports.clock.now()));
  const auto kind = ticket_kind_from(request.kind);
  if (!kind) reader.refuse("kind", request.kind.empty() ? "REQUIRED" : "VALUE");
  std::optional phone(account.phone);
  if (!request.phone.empty()) phone = reader.mobile("phone", request.phone);
  auto note = reader.text("note", request.note, limits::kNoteCharactersMax, FieldReader::Need::kOptional);
  if (reader.has_faults()) return reader.error();
  return Wanted{*kind, std::move(*phone), Secret(std::move(*note))};
}

Result<AgencyId> agency_of(Ports& ports, Transaction& transaction, const std::optional<Person>& person,
                           const std::optional<AgencyId>& chosen) {
  if (person) return person->agency;
  auto agencies = TRY(transaction.agencies().all());
  if (agencies.empty()) return fail(ErrorCode::kNoPlan, "there is no agency");
  if (!chosen && agencies.size() == 1) return std::move(agencies.front().id);
  const auto found = std::ranges::find_if(agencies, [&](const Agency& one) { return one.id == chosen; });
  if (found != agencies.end()) return std::move(found->id);
  FieldReader reader(china_date(ports.clock.now()));
  reader.refuse("agency_id", chosen ? "VALUE" : "REQUIRED");
  return reader.error();
}

Result<TicketView> view_of(Transaction& transaction, Ticket ticket) {
  const auto account = TRY(transaction.accounts().find(ticket.account));
  if (!account) return fail(ErrorCode::kInternal, "a ticket of no account");
  TicketView view{.ticket = std::move(ticket), .asked_by = {}, .claimed_by = {}};
  if (!account->closed_at) view.asked_by = account->name;
  if (view.ticket.person) {
    const auto person = TRY(transaction.persons().find(*view.ticket.person));
    if (person && !TRY(is_own(transaction, *account, *person))) view.person_name = person->name;
  }
  if (view.ticket.claimed_by) {
    const auto claimer = TRY(transaction.operators().find(*view.ticket.claimed_by));
    if (claimer) view.claimed_by = claimer->login;
  }
  return view;
}

// What is about nobody on the list is for who works for the whole agency.
Result<void> must_be_about_own(Transaction& transaction, const Operator& by, const Ticket& ticket) {
  if (ticket.person) TRY(own_person(transaction, by, *ticket.person));
  if (!ticket.person && !by.scope().is_whole_agency()) return fail(ErrorCode::kNotFound);
  return {};
}

struct Step {
  TicketEvent event;
  AuditAction action;
  std::optional<TicketOutcome> outcome = {};
  Secret<std::string> answer = {};
};

// The same step by the same operator again gives the ticket as it is.
Result<TicketView> move(Ports& ports, const Operator& by, const TicketId& id, const Step& step) {
  return write(ports.store, [&](Transaction& transaction) -> Result<TicketView> {
    auto ticket = TRY(transaction.tickets().find(id));
    if (!ticket || ticket->agency != by.agency) return fail(ErrorCode::kNotFound);
    TRY(must_be_about_own(transaction, by, *ticket));
    const TicketState before = ticket->state;
    const auto next = next_state(before, step.event);
    const bool is_mine = ticket->claimed_by == by.id;
    const bool is_done = (step.event == TicketEvent::kClaim && before == TicketState::kClaimed && is_mine) ||
                         (step.event == TicketEvent::kRelease && before == TicketState::kOpen) ||
                         (step.event == TicketEvent::kClose && before == TicketState::kDone && is_mine &&
                          ticket->outcome == step.outcome && ticket->answer.reveal() == step.answer.reveal());
    if (is_done) return view_of(transaction, std::move(*ticket));
    // A reviewer takes it from who is not there any more.
    const bool may_move = is_mine || before != TicketState::kClaimed ||
                          (step.event == TicketEvent::kRelease && by.role == OperatorRole::kReviewer);
    if (!next || !may_move) return fail(ErrorCode::kTicketClosed);
    ticket->state = *next;
    if (step.event == TicketEvent::kClaim) ticket->claimed_by = by.id;
    if (step.event == TicketEvent::kRelease) ticket->claimed_by.reset();
    if (step.event == TicketEvent::kClose) {
      ticket->outcome = step.outcome;
      ticket->answer = step.answer;
      ticket->closed_at = ports.clock.now();
    }
    TRY(transaction.tickets().update(*ticket, before));
    TRY(record(ports, transaction, by, step.action, id.text()));
    return view_of(transaction, std::move(*ticket));
  });
}

}  // namespace

Result<Ticket> open_ticket(Ports& ports, const Account& account, const OpenTicket& request) {
  const auto wanted = TRY(read(ports, account, request));
  const Time now = ports.clock.now();
  return write(ports.store, [&](Transaction& transaction) -> Result<Ticket> {
    const auto person = TRY(person_for(transaction, account, request.relative));
    const auto person_id = person ? std::optional(person->id) : std::nullopt;
    if (auto same = TRY(transaction.tickets().find_by_request_key(account.id, request.request_key))) {
      if (same->kind == wanted.kind && same->person == person_id) return std::move(*same);
      return fail(ErrorCode::kIdempotencyConflict, "the key asked for something else");
    }
    if (!person && wanted.kind != TicketKind::kCallback) return fail(ErrorCode::kNoPlan);
    auto known = TRY(transaction.tickets().of_account(account.id, kRowsPerPage));
    const auto open = std::ranges::find_if(known, [&](const Ticket& one) {
      return is_open(one.state) && one.kind == wanted.kind && one.person == person_id;
    });
    if (open != known.end()) return std::move(*open);
    auto agency = TRY(agency_of(ports, transaction, person, request.agency));
    const auto due = TRY(workday_calendar(ports, transaction))
                         .nth_workday_after(china_date(now), workdays_of(wanted.kind));
    Ticket ticket{.id = TicketId::make(ports.clock, ports.random),
                  .agency = std::move(agency),
                  .account = account.id,
                  .person = person_id,
                  .kind = wanted.kind,
                  .phone = wanted.phone,
                  .note = wanted.note,
                  .opened_at = now,
                  .due_on = due.on};
    TRY(transaction.tickets().insert(ticket, request.request_key));
    return ticket;
  });
}

Result<std::vector<Ticket>> list_tickets(Ports& ports, const Account& account) {
  return TRY(ports.store.begin_read())->tickets().of_account(account.id, kRowsPerPage);
}

Result<Ticket> withdraw_ticket(Ports& ports, const Account& account, const TicketId& id) {
  return write(ports.store, [&](Transaction& transaction) -> Result<Ticket> {
    auto ticket = TRY(transaction.tickets().find(id));
    if (!ticket || ticket->account != account.id) return fail(ErrorCode::kNotFound);
    const TicketState before = ticket->state;
    if (before == TicketState::kWithdrawn) return std::move(*ticket);
    const auto next = next_state(before, TicketEvent::kWithdraw);
    if (!next) return fail(ErrorCode::kTicketClosed);
    ticket->state = *next;
    ticket->closed_at = ports.clock.now();
    TRY(transaction.tickets().update(*ticket, before));
    return std::move(*ticket);
  });
}

Result<Page<TicketView>> list_open_tickets(Ports& ports, const Operator& by, std::string_view cursor) {
  const auto transaction = TRY(ports.store.begin_read());
  auto tickets = TRY(transaction->tickets().page_open(by.scope(), cursor, kRowsPerPage));
  Page<TicketView> page{.rows = {}, .next = std::move(tickets.next)};
  for (Ticket& ticket : tickets.rows) page.rows.push_back(TRY(view_of(*transaction, std::move(ticket))));
  return page;
}

Result<TicketView> claim_ticket(Ports& ports, const Operator& by, const TicketId& id) {
  return move(ports, by, id, {.event = TicketEvent::kClaim, .action = AuditAction::kClaimTicket});
}

Result<TicketView> release_ticket(Ports& ports, const Operator& by, const TicketId& id) {
  return move(ports, by, id, {.event = TicketEvent::kRelease, .action = AuditAction::kReleaseTicket});
}

Result<TicketView> close_ticket(Ports& ports, const Operator& by, const TicketId& id,
                                std::string_view outcome, std::string_view answer) {
  FieldReader reader(china_date(ports.clock.now()));
  const auto known = ticket_outcome_from(outcome);
  if (!known) reader.refuse("outcome", outcome.empty() ? "REQUIRED" : "VALUE");
  auto text = reader.text("answer", answer, limits::kNoteCharactersMax, FieldReader::Need::kRequired);
  if (reader.has_faults()) return reader.error();
  return move(ports, by, id,
              {.event = TicketEvent::kClose,
               .action = AuditAction::kCloseTicket,
               .outcome = known,
               .answer = Secret(std::move(*text))});
}

}  // namespace jianzai::app
