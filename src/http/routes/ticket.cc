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
  object json{{"ticket_id", ticket.id.text()},  {"kind", to_text(ticket.kind)},
              {"state", to_text(ticket.state)}, {"phone_masked", masked_phone(ticket.phone)},
              {"note", ticket.note.reveal()},   {"opened_at", to_iso(ticket.opened_at)},
              {"due_on", to_iso(ticket.due_on)}};
  if (ticket.outcome) {
    json["outcome"] = to_text(*ticket.outcome);
    json["answer"] = ticket.answer.reveal();
  }
  if (ticket.closed_at) json["closed_at"] = to_iso(*ticket.closed_at);
  return json;
}

// Who is to call needs the number.
object to_json(const app::TicketView& view) {
  object json{{"ticket", to_json(view.ticket)}, {"phone", view.ticket.phone.reveal()}};
  if (view.asked_by) json["asked_by"] = view.asked_by->reveal();
  if (view.ticket.person) json["person_id"] = view.ticket.person->text();
  if (view.person_name) json["person_name"] = view.person_name->reveal();
  if (!view.claimed_by.empty()) json["claimed_by"] = view.claimed_by;
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
    agencies.push_back({{"agency_id", agency.id.text()}, {"name", agency.name}});
  return json_response(200, {{"agencies", std::move(agencies)}});
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
  const auto page = TRY(app::list_open_tickets(ports, call.staff(), call.query_text("cursor")));
  return json_response(200,
                       page_json("tickets", page, [](const app::TicketView& view) { return to_json(view); }));
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
  constexpr auto kNone = BodyKind::kNone;
  constexpr std::string_view kClaim = "/api/v1/console/tickets/{ticket_id}/claim";
  return {
      {"POST", "/api/v1/tickets", "createTicket", kCitizen, BodyKind::kJson, with(create_ticket)},
      {"GET", "/api/v1/agencies", "listAgencies", kCitizen, kNone, with(list_agencies)},
      {"GET", "/api/v1/tickets", "listTickets", kCitizen, kNone, with(list_tickets)},
      {"DELETE", "/api/v1/tickets/{ticket_id}", "withdrawTicket", kCitizen, kNone, with(withdraw_ticket)},
      {"GET", "/api/v1/console/tickets", "listOpenTickets", kDesk, kNone, with(list_open)},
      {"PUT", kClaim, "claimTicket", kDesk, kNone, with(claim)},
      {"DELETE", kClaim, "releaseTicket", kDesk, kNone, with(release)},
      {"POST", "/api/v1/console/tickets/{ticket_id}/answer", "closeTicket", kDesk, BodyKind::kJson,
       with(close)},
  };
}

}  // namespace jianzai::http
