#include "storage/scope.h"
#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

#define JIANZAI_TICKET_COLUMNS                                                                             \
  "SELECT id, agency, account, person, kind, state, phone, note, opened_at, due_on, claimed_by, outcome, " \
  "answer, closed_at, opened_by, claimed_to, tries, tried_at, tried_by, caller_name, caller_id_number "    \
  "FROM tickets "

constexpr std::string_view kCallerPhone = "ticket_caller_phone";

Result<Ticket> ticket_of(const crypto::Vault& vault, const Row& row) {
  auto id = TRY(row.id<TicketId>(0));
  auto agency = TRY(row.id<AgencyId>(1));
  const auto kind = TRY(row.named(4, ticket_kind_from));
  const auto state = TRY(row.named(5, ticket_state_from));
  auto phone = TRY(open_text(vault, "tickets.phone", id.text(), row, 6));
  auto note = TRY(open_text(vault, "tickets.note", id.text(), row, 7));
  const auto opened_at = TRY(row.time(8));
  const auto due_on = TRY(row.date(9));
  auto answer = TRY(open_text(vault, "tickets.answer", id.text(), row, 12));
  const auto closed_at = TRY(row.optional_time(13));
  const auto tries = TRY(row.integer(16));
  const auto tried_at = TRY(row.optional_time(17));
  Ticket ticket{.id = std::move(id),
                .agency = std::move(agency),
                .person = {},
                .kind = kind,
                .state = state,
                .phone = std::move(phone),
                .note = std::move(note),
                .opened_at = opened_at,
                .due_on = due_on,
                .tries = static_cast<int>(tries),
                .tried_at = tried_at,
                .answer = std::move(answer),
                .closed_at = closed_at};
  if (!row.is_null(2)) ticket.account = TRY(row.id<AccountId>(2));
  if (!row.is_null(3)) ticket.person = TRY(row.id<PersonId>(3));
  if (!row.is_null(10)) ticket.claimed_by = TRY(row.id<OperatorId>(10));
  if (!row.is_null(11)) ticket.outcome = TRY(row.named(11, ticket_outcome_from));
  if (!row.is_null(14)) ticket.opened_by = TRY(row.id<OperatorId>(14));
  if (!row.is_null(15)) ticket.claimed_to = TRY(row.date(15));
  if (!row.is_null(19)) {
    auto name = TRY(open_text(vault, "tickets.caller_name", ticket.id.text(), row, 19));
    auto id_number = TRY(open_text(vault, "tickets.caller_id_number", ticket.id.text(), row, 20));
    ticket.caller = Caller{.name = std::move(name), .id_number = std::move(id_number)};
  }
  if (!row.is_null(18)) ticket.tried_by = TRY(row.id<OperatorId>(18));
  return ticket;
}

template <class Id>
Value value_or_null(const std::optional<Id>& id) {
  return id ? Value(id->text()) : Value{};
}

Result<std::optional<Ticket>> ticket_or_nothing(const crypto::Vault& vault,
                                                Result<std::optional<Row>> found) {
  const auto row = TRY(std::move(found));
  if (!row) return std::nullopt;
  return TRY(ticket_of(vault, *row));
}

Result<std::vector<Ticket>> tickets_of(const crypto::Vault& vault, Result<std::vector<Row>> rows) {
  std::vector<Ticket> tickets;
  for (const Row& row : TRY(std::move(rows))) tickets.push_back(TRY(ticket_of(vault, row)));
  return tickets;
}

}  // namespace

Result<void> TicketTable::insert(const Ticket& ticket, std::string_view request_key) {
  const auto& id = ticket.id.text();
  const auto& vault = context_.vault;
  const auto& caller = ticket.caller;
  TRY(context_.sql.execute(
      "INSERT INTO tickets (id, agency, account, person, kind, state, phone, note, opened_at, due_on, "
      "answer, request_key, opened_by, tries, caller_name, caller_id_number, caller_phone_index) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, $15, $16)",
      {id, ticket.agency.text(), value_or_null(ticket.account), value_or_null(ticket.person),
       to_value(to_text(ticket.kind)), to_value(to_text(ticket.state)),
       seal(vault, "tickets.phone", id, ticket.phone), seal(vault, "tickets.note", id, ticket.note),
       to_value(ticket.opened_at), to_value(ticket.due_on), seal(vault, "tickets.answer", id, ticket.answer),
       to_value(request_key), value_or_null(ticket.opened_by),
       caller ? Value(seal(vault, "tickets.caller_name", id, caller->name)) : Value{},
       caller ? Value(seal(vault, "tickets.caller_id_number", id, caller->id_number)) : Value{},
       caller ? Value(vault.blind_index(kCallerPhone, ticket.phone.reveal())) : Value{}}));
  return {};
}

Result<std::optional<Ticket>> TicketTable::find(const TicketId& id) {
  return ticket_or_nothing(context_.vault,
                           context_.sql.find(JIANZAI_TICKET_COLUMNS "WHERE id = $1", {id.text()}));
}

Result<std::optional<Ticket>> TicketTable::find_by_request_key(const AccountId& account,
                                                               std::string_view request_key) {
  return ticket_or_nothing(context_.vault,
                           context_.sql.find(JIANZAI_TICKET_COLUMNS "WHERE account = $1 AND request_key = $2",
                                             {account.text(), to_value(request_key)}));
}

Result<std::optional<Ticket>> TicketTable::find_by_request_key(const OperatorId& opened_by,
                                                               std::string_view request_key) {
  return ticket_or_nothing(
      context_.vault, context_.sql.find(JIANZAI_TICKET_COLUMNS "WHERE opened_by = $1 AND request_key = $2",
                                        {opened_by.text(), to_value(request_key)}));
}

Result<std::optional<Ticket>> TicketTable::find_of_caller_by_request_key(std::string_view request_key) {
  return ticket_or_nothing(
      context_.vault,
      context_.sql.find(JIANZAI_TICKET_COLUMNS "WHERE caller_phone_index IS NOT NULL AND request_key = $1",
                        {to_value(request_key)}));
}

Result<std::optional<Ticket>> TicketTable::find_open_of_caller(const Secret<std::string>& phone) {
  return ticket_or_nothing(context_.vault,
                           context_.sql.find(JIANZAI_TICKET_COLUMNS
                                             "WHERE caller_phone_index = $1 AND state IN ('OPEN', 'CLAIMED') "
                                             "ORDER BY id LIMIT 1",
                                             {context_.vault.blind_index(kCallerPhone, phone.reveal())}));
}

Result<std::int64_t> TicketTable::count_of_callers_since(Time at) {
  const auto row = TRY(context_.sql.find(
      "SELECT count(*) FROM tickets WHERE caller_phone_index IS NOT NULL AND opened_at >= $1",
      {to_value(at)}));
  return row ? row->integer(0) : Result<std::int64_t>(0);
}

Result<std::vector<Ticket>> TicketTable::of_account(const AccountId& account, std::size_t rows) {
  return tickets_of(context_.vault,
                    context_.sql.query(JIANZAI_TICKET_COLUMNS "WHERE account = $1 ORDER BY id DESC LIMIT $2",
                                       {account.text(), static_cast<std::int64_t>(rows)}));
}

Result<std::vector<Ticket>> TicketTable::of_person(const PersonId& person, std::size_t rows) {
  return tickets_of(context_.vault,
                    context_.sql.query(JIANZAI_TICKET_COLUMNS "WHERE person = $1 ORDER BY id DESC LIMIT $2",
                                       {person.text(), static_cast<std::int64_t>(rows)}));
}

Result<bool> TicketTable::has_open(const PersonId& person, TicketKind kind) {
  const auto row = TRY(context_.sql.find(
      "SELECT 1 FROM tickets WHERE person = $1 AND kind = $2 AND state IN ('OPEN', 'CLAIMED') LIMIT 1",
      {person.text(), to_value(to_text(kind))}));
  return row.has_value();
}

Result<app::Page<Ticket>> TicketTable::page_open(const Scope& scope, const std::optional<TicketKind>& kind,
                                                 std::string_view cursor, std::size_t rows) {
  const auto [due_on, id] = cursor_parts(cursor);
  const ScopeValues in(scope);
  app::Page<Ticket> page;
  page.rows = TRY(tickets_of(
      context_.vault,
      context_.sql.query(
          JIANZAI_TICKET_COLUMNS
          "WHERE agency = $1 AND state IN ('OPEN', 'CLAIMED') AND (due_on, id) > ($2, $3) "
          "AND ($8 = '' OR kind = $8) "
          "AND " JIANZAI_IN_SCOPE("tickets.person", "$5", "$6", "$7") "ORDER BY due_on, id LIMIT $4",
          {scope.agency.text(), due_on, id, static_cast<std::int64_t>(rows + 1), in.from, in.to, in.employer,
           kind ? to_value(to_text(*kind)) : Value("")})));
  if (page.rows.size() > rows) {
    page.rows.pop_back();
    page.next = to_iso(page.rows.back().due_on) + "." + page.rows.back().id.text();
  }
  return page;
}

Result<bool> TicketTable::update(const Ticket& ticket, TicketState expected) {
  const auto& id = ticket.id.text();
  const int changed = TRY(context_.sql.execute(
      "UPDATE tickets SET state = $2, claimed_by = $3, outcome = $4, answer = $5, closed_at = $6, "
      "due_on = $8, claimed_to = $9, tries = $10, tried_at = $11, tried_by = $12 "
      "WHERE id = $1 AND state = $7",
      {id, to_value(to_text(ticket.state)), value_or_null(ticket.claimed_by),
       ticket.outcome ? to_value(to_text(*ticket.outcome)) : Value{},
       seal(context_.vault, "tickets.answer", id, ticket.answer), to_value(ticket.closed_at),
       to_value(to_text(expected)), to_value(ticket.due_on), to_value(ticket.claimed_to),
       std::int64_t{ticket.tries}, to_value(ticket.tried_at), value_or_null(ticket.tried_by)}));
  return changed == 1;
}

Result<void> TicketTable::release_all_of(const Operator& by) {
  // CLAIMED alone would not use the index of those that are open.
  TRY(
      context_.sql.execute("UPDATE tickets SET state = 'OPEN', claimed_by = NULL, claimed_to = NULL "
                           "WHERE agency = $1 AND state IN ('OPEN', 'CLAIMED') AND claimed_by = $2",
                           {by.agency.text(), by.id.text()}));
  return {};
}

}  // namespace jianzai::storage
