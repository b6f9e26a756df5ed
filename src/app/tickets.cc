#include "app/tickets.h"

#include <algorithm>

#include "app/audit.h"
#include "app/fields.h"
#include "app/notices.h"
#include "app/person_file.h"
#include "app/relatives.h"
#include "app/view_operator.h"
#include "app/view_persons.h"
#include "app/workdays.h"
#include "app/write.h"
#include "base/limits.h"
#include "domain/person_details.h"

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

Date today_of(const Ports& ports) { return china_date(ports.clock.now()); }

Ticket as_seen_by(const Operator& by, Ticket ticket, Date today) {
  return ticket.claimed_by == by.id ? std::move(ticket) : as_of(std::move(ticket), today);
}

Result<TicketView> view_of(Transaction& transaction, Ticket ticket) {
  std::optional<Person> person;
  if (ticket.person) person = TRY(transaction.persons().find(*ticket.person));
  std::optional<Account> account;
  if (ticket.account) account = TRY(transaction.accounts().find(*ticket.account));
  if (!account && !person && !ticket.caller) return fail(ErrorCode::kInternal, "a ticket of nobody");
  TicketView view{.ticket = std::move(ticket), .asked_by = {}};
  if (view.ticket.caller) view.asked_by = view.ticket.caller->name;
  if (!account && person) view.asked_by = person->name;
  if (account && !account->closed_at) view.asked_by = account->name;
  if (person) view.region = person->region;
  if (account && person && !TRY(is_own(transaction, *account, *person))) view.person_name = person->name;
  view.claimed_by = TRY(login_of(transaction, view.ticket.claimed_by));
  view.opened_by = TRY(login_of(transaction, view.ticket.opened_by));
  return view;
}

// As it is stored. What is about nobody on the list is for who works for the whole agency.
Result<Ticket> own_ticket(Transaction& transaction, const Operator& by, const TicketId& id) {
  auto ticket = TRY(transaction.tickets().find(id));
  if (!ticket || ticket->agency != by.agency) return fail(ErrorCode::kNotFound);
  if (by.role == OperatorRole::kVillageHelper && ticket->kind != TicketKind::kVisit)
    return fail(ErrorCode::kNotFound);
  if (ticket->person) TRY(own_person(transaction, by, *ticket->person));
  if (!ticket->person && !by.scope().is_whole_agency()) return fail(ErrorCode::kNotFound);
  return std::move(*ticket);
}

tl::unexpected<Error> fault(const Ports& ports, std::string_view field, std::string_view code) {
  FieldReader reader(today_of(ports));
  reader.refuse(field, code);
  return reader.error();
}

struct Step {
  TicketEvent event;
  AuditAction action;
  std::optional<TicketOutcome> outcome = {};
  Secret<std::string> answer = {};
};

// To the phone that was called, too.
Result<void> say_not_reached(Ports& ports, Transaction& transaction, const Ticket& ticket) {
  const auto person = ticket.person ? TRY(transaction.persons().find(*ticket.person)) : std::nullopt;
  if (person)
    return notify_person(ports, transaction, *person, NoticeKind::kNotReached, {.also = ticket.phone});
  auto account = ticket.account ? TRY(transaction.accounts().find(*ticket.account)) : std::nullopt;
  if (!account || account->closed_at) return {};
  account->phone = ticket.phone;
  return notify_account(ports, transaction, *account, ticket.agency, NoticeKind::kNotReached);
}

// The same step by the same operator again gives the ticket as it is.
Result<TicketView> move(Ports& ports, const Operator& by, const TicketId& id, const Step& step) {
  return write(ports.store, [&](Transaction& transaction) -> Result<TicketView> {
    const Date today = today_of(ports);
    const Ticket stored = TRY(own_ticket(transaction, by, id));
    // Who claims again what has lapsed claims it anew.
    Ticket ticket = step.event == TicketEvent::kClaim ? as_of(stored, today) : as_seen_by(by, stored, today);
    const TicketState before = ticket.state;
    const auto next = next_state(before, step.event);
    const bool is_mine = ticket.claimed_by == by.id;
    const bool is_done = (step.event == TicketEvent::kClaim && before == TicketState::kClaimed && is_mine) ||
                         (step.event == TicketEvent::kRelease && before == TicketState::kOpen) ||
                         (step.event == TicketEvent::kClose && before == TicketState::kDone && is_mine &&
                          ticket.outcome == step.outcome && ticket.answer.reveal() == step.answer.reveal());
    if (is_done) return view_of(transaction, std::move(ticket));
    // A reviewer takes it from who is not there any more.
    const bool may_move = is_mine || before != TicketState::kClaimed ||
                          (step.event == TicketEvent::kRelease && by.role == OperatorRole::kReviewer);
    if (!next || !may_move) return fail(ErrorCode::kTicketClosed);
    const bool is_given_up = step.outcome == TicketOutcome::kNotReached;
    if (is_given_up && ticket.tries < kTicketTriesMin) return fault(ports, "outcome", "TOO_FEW_TRIES");
    ticket.state = *next;
    if (step.event == TicketEvent::kClaim) {
      ticket.claimed_by = by.id;
      ticket.claimed_to = claim_ends(ticket.kind, today, ticket.due_on);
    }
    if (step.event == TicketEvent::kRelease) {
      ticket.claimed_by.reset();
      ticket.claimed_to.reset();
    }
    if (step.event == TicketEvent::kClose) {
      ticket.outcome = step.outcome;
      ticket.answer = step.answer;
      ticket.closed_at = ports.clock.now();
    }
    TRY(transaction.tickets().update(ticket, stored.state));
    TRY(record(ports, transaction, by, step.action, id.text()));
    if (is_given_up) TRY(say_not_reached(ports, transaction, ticket));
    return view_of(transaction, std::move(ticket));
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

Result<Ticket> ask_callback(Ports& ports, const AskCallback& request) {
  using Need = FieldReader::Need;
  const Time now = ports.clock.now();
  FieldReader reader(china_date(now));
  const auto name = reader.name("name", request.name);
  auto id_number = reader.text("id_number", request.id_number, limits::kNameCharactersMax, Need::kOptional);
  const auto phone = reader.mobile("phone", request.phone);
  auto text = reader.text("note", request.note, limits::kNoteCharactersMax, Need::kOptional);
  if (reader.has_faults()) return reader.error();
  const Caller caller{.name = *name, .id_number = Secret(std::move(*id_number))};
  const Secret note(std::move(*text));
  const auto is_this = [&](const Ticket& one) {
    return one.caller && one.caller->name.reveal() == caller.name.reveal() &&
           one.caller->id_number.reveal() == caller.id_number.reveal() &&
           one.phone.reveal() == phone->reveal() && one.note.reveal() == note.reveal() &&
           (!request.agency || one.agency == *request.agency);
  };
  return write(ports.store, [&](Transaction& transaction) -> Result<Ticket> {
    auto& tickets = transaction.tickets();
    if (auto same = TRY(tickets.find_of_caller_by_request_key(request.request_key))) {
      if (is_this(*same)) return std::move(*same);
      return fail(ErrorCode::kIdempotencyConflict, "the key asked for something else");
    }
    auto agency = TRY(agency_of(ports, transaction, std::nullopt, request.agency));
    if (auto open = TRY(tickets.find_open_of_caller(*phone))) return std::move(*open);
    constexpr std::chrono::hours kHour{1};
    if (TRY(tickets.count_of_callers_since(now - kHour)) >= ports.settings.callbacks_per_hour_max) {
      return fail(Error{.code = ErrorCode::kTooManyCallbacks,
                        .detail = "too many asked for a call without a login",
                        .retry_after = kHour});
    }
    const auto due = TRY(workday_calendar(ports, transaction))
                         .nth_workday_after(china_date(now), workdays_of(TicketKind::kCallback));
    Ticket ticket{.id = TicketId::make(ports.clock, ports.random),
                  .agency = std::move(agency),
                  .caller = caller,
                  .person = {},
                  .kind = TicketKind::kCallback,
                  .phone = *phone,
                  .note = note,
                  .opened_at = now,
                  .due_on = due.on};
    TRY(tickets.insert(ticket, request.request_key));
    return ticket;
  });
}

Result<std::vector<Ticket>> list_tickets(Ports& ports, const Account& account) {
  auto tickets = TRY(TRY(ports.store.begin_read())->tickets().of_account(account.id, kRowsPerPage));
  for (Ticket& ticket : tickets) ticket = as_of(std::move(ticket), today_of(ports));
  return tickets;
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

Result<TicketView> open_ticket_for(Ports& ports, const Operator& by, const OpenTicketFor& request) {
  const Time now = ports.clock.now();
  FieldReader reader(china_date(now));
  const auto kind = ticket_kind_from(request.kind);
  if (!kind || kind == TicketKind::kAppeal)
    reader.refuse("kind", request.kind.empty() ? "REQUIRED" : "VALUE");
  std::optional<Secret<std::string>> phone;
  if (!request.phone.empty()) phone = reader.mobile("phone", request.phone);
  const auto note =
      reader.text("note", request.note, limits::kNoteCharactersMax, FieldReader::Need::kOptional);
  if (reader.has_faults()) return reader.error();
  return write(ports.store, [&](Transaction& transaction) -> Result<TicketView> {
    const auto person = TRY(own_person(transaction, by, request.person));
    if (auto same = TRY(transaction.tickets().find_by_request_key(by.id, request.request_key))) {
      if (same->kind == *kind && same->person == person.id)
        return view_of(transaction, as_seen_by(by, std::move(*same), china_date(now)));
      return fail(ErrorCode::kIdempotencyConflict, "the key asked for something else");
    }
    if (!phone && !parse_mobile(person.phone.reveal())) return fault(ports, "phone", "REQUIRED");
    if (TRY(transaction.tickets().has_open(person.id, *kind))) return fault(ports, "kind", "ALREADY_OPEN");
    const auto due =
        TRY(workday_calendar(ports, transaction)).nth_workday_after(china_date(now), workdays_of(*kind));
    Ticket ticket{.id = TicketId::make(ports.clock, ports.random),
                  .agency = person.agency,
                  .opened_by = by.id,
                  .person = person.id,
                  .kind = *kind,
                  .phone = phone ? *phone : person.phone,
                  .note = Secret(*note),
                  .opened_at = now,
                  .due_on = due.on};
    TRY(transaction.tickets().insert(ticket, request.request_key));
    TRY(record(ports, transaction, by, AuditAction::kOpenTicket, ticket.id.text()));
    return view_of(transaction, std::move(ticket));
  });
}

Result<Page<TicketView>> list_open_tickets(Ports& ports, const Operator& by, std::string_view kind,
                                           std::string_view cursor) {
  auto wanted = ticket_kind_from(kind);
  if (!wanted && !kind.empty()) return fault(ports, "kind", "VALUE");
  Page<TicketView> page;
  if (by.role == OperatorRole::kVillageHelper) {
    if (wanted && wanted != TicketKind::kVisit) return page;
    wanted = TicketKind::kVisit;
  }
  const auto transaction = TRY(ports.store.begin_read());
  auto tickets = TRY(transaction->tickets().page_open(by.scope(), wanted, cursor, kRowsPerPage));
  page.next = std::move(tickets.next);
  for (Ticket& ticket : tickets.rows)
    page.rows.push_back(TRY(view_of(*transaction, as_seen_by(by, std::move(ticket), today_of(ports)))));
  return page;
}

Result<TicketView> view_ticket(Ports& ports, const Operator& by, const TicketId& id) {
  const auto transaction = TRY(ports.store.begin_read());
  return view_of(*transaction, as_seen_by(by, TRY(own_ticket(*transaction, by, id)), today_of(ports)));
}

Result<std::vector<Operator>> list_visitors(Ports& ports, const Operator& by, const TicketId& id) {
  const auto transaction = TRY(ports.store.begin_read());
  const auto ticket = TRY(own_ticket(*transaction, by, id));
  if (ticket.kind != TicketKind::kVisit || !ticket.person) return std::vector<Operator>{};
  const auto person = TRY(own_person(*transaction, by, *ticket.person));
  return transaction->operators().visitors_of(person, kVisitorsMax);
}

Result<TicketView> assign_ticket(Ports& ports, const Operator& by, const TicketId& id,
                                 const std::optional<OperatorId>& visitor) {
  if (!visitor) return fault(ports, "operator_id", "REQUIRED");
  return write(ports.store, [&](Transaction& transaction) -> Result<TicketView> {
    const Date today = today_of(ports);
    const Ticket stored = TRY(own_ticket(transaction, by, id));
    Ticket ticket = as_of(stored, today);
    const auto next = next_state(ticket.state, TicketEvent::kAssign);
    if (!next) return fail(ErrorCode::kTicketClosed);
    const auto who = TRY(transaction.operators().find(*visitor));
    const bool is_visit = ticket.kind == TicketKind::kVisit && ticket.person;
    if (!is_visit || !who || !may_visit(*who, TRY(own_person(transaction, by, *ticket.person))))
      return fault(ports, "operator_id", "VALUE");
    if (ticket.claimed_by == who->id) return view_of(transaction, std::move(ticket));
    ticket.state = *next;
    ticket.claimed_by = who->id;
    ticket.claimed_to = claim_ends(ticket.kind, today, ticket.due_on);
    TRY(transaction.tickets().update(ticket, stored.state));
    TRY(record(ports, transaction, by, AuditAction::kAssignTicket, id.text()));
    return view_of(transaction, std::move(ticket));
  });
}

Result<TicketView> try_ticket(Ports& ports, const Operator& by, const TicketId& id) {
  return write(ports.store, [&](Transaction& transaction) -> Result<TicketView> {
    const Time now = ports.clock.now();
    const Date today = china_date(now);
    const Ticket stored = TRY(own_ticket(transaction, by, id));
    Ticket ticket = as_seen_by(by, stored, today);
    if (ticket.state != TicketState::kClaimed || ticket.claimed_by != by.id)
      return fail(ErrorCode::kTicketClosed);
    if (is_tried_on(ticket, today)) return view_of(transaction, std::move(ticket));
    ++ticket.tries;
    ticket.tried_at = now;
    ticket.tried_by = by.id;
    const auto again = TRY(workday_calendar(ports, transaction)).nth_workday_after(today, 1);
    ticket.due_on = std::max(ticket.due_on, again.on);
    ticket.claimed_to = claim_ends(ticket.kind, today, ticket.due_on);
    TRY(transaction.tickets().update(ticket, stored.state));
    TRY(record(ports, transaction, by, AuditAction::kTryTicket, id.text()));
    return view_of(transaction, std::move(ticket));
  });
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

Result<Ticket> disclose_ticket(Ports& ports, const Operator& by, const TicketId& id,
                               std::string_view reason) {
  const auto known = disclosure_reason_from(reason);
  if (!known) return fault(ports, "reason", reason.empty() ? "REQUIRED" : "VALUE");
  return write(ports.store, [&](Transaction& transaction) -> Result<Ticket> {
    const Ticket ticket = as_seen_by(by, TRY(own_ticket(transaction, by, id)), today_of(ports));
    const bool sends_others = ticket.kind == TicketKind::kVisit && by.role != OperatorRole::kVillageHelper;
    if (!is_open(ticket.state) || (ticket.claimed_by != by.id && !sends_others))
      return fail(ErrorCode::kTicketClosed);
    if (ticket.person) TRY(keep_disclosure(ports, transaction, by, *ticket.person, *known));
    if (!ticket.person) {
      TRY(must_not_disclose_more(ports, transaction, by));
      TRY(record(ports, transaction, by, AuditAction::kDisclose, id.text()));
    }
    return ticket;
  });
}

}  // namespace jianzai::app
