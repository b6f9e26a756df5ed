#include "app/set_up_agency.h"
#include "app/tickets.h"
#include "domain/person_details.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using boost::json::array;
using boost::json::object;

object to_json(const Ticket& ticket) {
  object json{{"ticket_id", ticket.id.text()},   {"kind", to_text(ticket.kind)},
              {"state", to_text(ticket.state)},  {"phone_masked", masked_phone(ticket.phone)},
              {"note", ticket.note.reveal()},    {"opened_at", to_iso(ticket.opened_at)},
              {"due_on", to_iso(ticket.due_on)}, {"tries", ticket.tries}};
  if (ticket.tried_at) json["tried_at"] = to_iso(*ticket.tried_at);
  if (ticket.outcome) {
    json["outcome"] = to_text(*ticket.outcome);
    json["answer"] = ticket.answer.reveal();
  }
  if (ticket.closed_at) json["closed_at"] = to_iso(*ticket.closed_at);
  return json;
}

object to_json(const app::TicketView& view) {
  object json{{"ticket", to_json(view.ticket)}};
  if (view.asked_by) json["asked_by"] = view.asked_by->reveal();
  if (view.ticket.person) json["person_id"] = view.ticket.person->text();
  if (view.person_name) json["person_name"] = view.person_name->reveal();
  if (view.region) json["region"] = view.region->text();
  if (!view.claimed_by.empty()) json["claimed_by"] = view.claimed_by;
  if (!view.opened_by.empty()) json["opened_by"] = view.opened_by;
  if (view.ticket.caller) json["without_login"] = true;
  if (view.ticket.claimed_to) json["claimed_to"] = to_iso(*view.ticket.claimed_to);
  return json;
}

Result<Response> create_ticket(app::Ports& ports, const Call& call) {
  const auto key = TRY(call.idempotency_key());
  const auto body =
      TRY(JsonBody::parse(call.request.body, {"kind", "phone", "note", "relative_id", "agency_id"}));
  const auto relative = TRY(call.optional_id<RelativeId>(body.text("relative_id")));
  const auto agency = TRY(call.optional_id<AgencyId>(body.text("agency_id")));
  const auto ticket = TRY(app::open_ticket(ports, call.citizen(),
                                           {.kind = body.text("kind"),
                                            .phone = body.text("phone"),
                                            .note = body.text("note"),
                                            .relative = relative,
                                            .request_key = key,
                                            .agency = agency}));
  return json_response(201, to_json(ticket));
}

Result<Response> list_agencies(app::Ports& ports, const Call&) {
  array agencies;
  for (const Agency& agency : TRY(app::list_agencies(ports)))
    agencies.push_back({{"agency_id", agency.id.text()}, {"name", agency.name}, {"phone", agency.phone}});
  return json_response(200, {{"agencies", std::move(agencies)}});
}

// Tells nothing but what who asks needs: nobody knows who they are.
Result<Response> ask_callback(app::Ports& ports, const Call& call) {
  const auto key = TRY(call.idempotency_key());
  const auto body =
      TRY(JsonBody::parse(call.request.body, {"name", "id_number", "phone", "note", "agency_id"}));
  const auto agency = TRY(call.optional_id<AgencyId>(body.text("agency_id")));
  const auto ticket = TRY(app::ask_callback(ports, {.name = body.text("name"),
                                                    .id_number = body.text("id_number"),
                                                    .phone = body.text("phone"),
                                                    .note = body.text("note"),
                                                    .agency = agency,
                                                    .request_key = key}));
  return json_response(201,
                       {{"phone_masked", masked_phone(ticket.phone)}, {"due_on", to_iso(ticket.due_on)}});
}

Result<Response> list_tickets(app::Ports& ports, const Call& call) {
  array tickets;
  for (const auto& ticket : TRY(app::list_tickets(ports, call.citizen()))) tickets.push_back(to_json(ticket));
  return json_response(200, {{"tickets", std::move(tickets)}});
}

Result<Response> withdraw_ticket(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<TicketId>("ticket_id"));
  return json_response(200, to_json(TRY(app::withdraw_ticket(ports, call.citizen(), id))));
}

Result<Response> list_open(app::Ports& ports, const Call& call) {
  const auto page =
      TRY(app::list_open_tickets(ports, call.staff(), call.query_text("kind"), call.query_text("cursor")));
  return json_response(200,
                       page_json("tickets", page, [](const app::TicketView& view) { return to_json(view); }));
}

Result<Response> create_for_person(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonId>("person_id"));
  const auto key = TRY(call.idempotency_key());
  const auto body = TRY(JsonBody::parse(call.request.body, {"kind", "phone", "note"}));
  const auto view = TRY(app::open_ticket_for(ports, call.staff(),
                                             {.person = id,
                                              .kind = body.text("kind"),
                                              .phone = body.text("phone"),
                                              .note = body.text("note"),
                                              .request_key = key}));
  return json_response(201, to_json(view));
}

Result<Response> get_one(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<TicketId>("ticket_id"));
  return json_response(200, to_json(TRY(app::view_ticket(ports, call.staff(), id))));
}

Result<Response> list_visitors(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<TicketId>("ticket_id"));
  array visitors;
  for (const Operator& one : TRY(app::list_visitors(ports, call.staff(), id))) {
    object json{{"operator_id", one.id.text()},
                {"login", one.login},
                {"name", one.name.reveal()},
                {"role", to_text(one.role)}};
    if (one.region) json["region"] = one.region->text();
    visitors.push_back(std::move(json));
  }
  return json_response(200, {{"visitors", std::move(visitors)}});
}

Result<Response> assign(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<TicketId>("ticket_id"));
  const auto body = TRY(JsonBody::parse(call.request.body, {"operator_id"}));
  const auto visitor = TRY(call.optional_id<OperatorId>(body.text("operator_id")));
  return json_response(200, to_json(TRY(app::assign_ticket(ports, call.staff(), id, visitor))));
}

Result<Response> note_try(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<TicketId>("ticket_id"));
  return json_response(200, to_json(TRY(app::try_ticket(ports, call.staff(), id))));
}

Result<Response> disclose(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<TicketId>("ticket_id"));
  const auto body = TRY(JsonBody::parse(call.request.body, {"reason"}));
  const auto ticket = TRY(app::disclose_ticket(ports, call.staff(), id, body.text("reason")));
  object json{{"phone", ticket.phone.reveal()}};
  if (ticket.caller && !ticket.caller->id_number.reveal().empty())
    json["id_number"] = ticket.caller->id_number.reveal();
  return json_response(201, std::move(json));
}

Result<Response> claim(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<TicketId>("ticket_id"));
  return json_response(200, to_json(TRY(app::claim_ticket(ports, call.staff(), id))));
}

Result<Response> release(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<TicketId>("ticket_id"));
  return json_response(200, to_json(TRY(app::release_ticket(ports, call.staff(), id))));
}

Result<Response> close(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<TicketId>("ticket_id"));
  const auto body = TRY(JsonBody::parse(call.request.body, {"outcome", "answer"}));
  return json_response(
      200,
      to_json(TRY(app::close_ticket(ports, call.staff(), id, body.text("outcome"), body.text("answer")))));
}

}  // namespace

std::vector<Route> ticket_routes(const Services& services) {
  const WithPorts with(services);
  constexpr auto kCitizen = Access::kCitizen;
  constexpr auto kDesk = Access::kDesk;
  constexpr auto kVisit = Access::kVisit;
  constexpr auto kJson = BodyKind::kJson;
  constexpr auto kNone = BodyKind::kNone;
  constexpr std::string_view kTicket = "/api/v1/console/tickets/{ticket_id}";
  constexpr std::string_view kClaim = "/api/v1/console/tickets/{ticket_id}/claim";
  return {
      {"POST", "/api/v1/tickets", "createTicket", kCitizen, kJson, with(create_ticket)},
      {"POST", "/api/v1/callbacks", "askCallback", Access::kPublic, kJson, with(ask_callback)},
      {"GET", "/api/v1/agencies", "listAgencies", Access::kPublic, kNone, with(list_agencies)},
      {"GET", "/api/v1/tickets", "listTickets", kCitizen, kNone, with(list_tickets)},
      {"DELETE", "/api/v1/tickets/{ticket_id}", "withdrawTicket", kCitizen, kNone, with(withdraw_ticket)},
      {"POST", "/api/v1/console/persons/{person_id}/tickets", "createPersonTicket", kDesk, kJson,
       with(create_for_person)},
      {"GET", "/api/v1/console/tickets", "listOpenTickets", kVisit, kNone, with(list_open)},
      {"GET", kTicket, "getTicket", kVisit, kNone, with(get_one)},
      {"PUT", kClaim, "claimTicket", kVisit, kNone, with(claim)},
      {"DELETE", kClaim, "releaseTicket", kVisit, kNone, with(release)},
      {"GET", "/api/v1/console/tickets/{ticket_id}/visitors", "listVisitors", kDesk, kNone,
       with(list_visitors)},
      {"PUT", "/api/v1/console/tickets/{ticket_id}/visitor", "assignTicket", kDesk, kJson, with(assign)},
      {"POST", "/api/v1/console/tickets/{ticket_id}/tries", "createTicketTry", kVisit, kNone, with(note_try)},
      {"POST", "/api/v1/console/tickets/{ticket_id}/disclosures", "discloseTicket", kVisit, kJson,
       with(disclose)},
      {"POST", "/api/v1/console/tickets/{ticket_id}/answer", "closeTicket", kVisit, kJson, with(close)},
  };
}

}  // namespace jianzai::http
