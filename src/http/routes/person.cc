#include "app/add_person.h"
#include "app/employers.h"
#include "app/enrol_reference.h"
#include "app/set_looks_only.h"
#include "app/view_persons.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

Result<Response> create_person(app::Ports& ports, const Call& call) {
  const auto key = TRY(call.idempotency_key());
  const auto body = TRY(JsonBody::parse(
      call.request.body, {"name", "id_number", "category_code", "phone", "region", "employer_code"}));
  auto person = TRY(app::add_person(ports, call.staff(),
                                    {.name = body.text("name"),
                                     .id_number = body.text("id_number"),
                                     .category_code = body.text("category_code"),
                                     .phone = body.text("phone"),
                                     .request_key = key,
                                     .region = body.text("region"),
                                     .employer_code = body.text("employer_code"),
                                     .closes_account = call.query_text("closes_account") == "true"}));
  return json_response(201,
                       to_json(TRY(app::view_person(ports, call.staff(), person.id)), ports.clock.now()));
}

// Who is no clerk or reviewer sees who somebody is and what is due; nothing of the face, nor why somebody
// cannot act.
boost::json::object json_for(const Operator& by, const app::PersonView& view, Time now) {
  auto json = to_json(view, now);
  if (may(Access::kDesk, by.role)) return json;
  for (const std::string_view member : {"looks_only", "registered", "reference", "active_references"})
    json.erase(member);
  return json;
}

Response page_response(const Operator& by, const app::Page<app::PersonView>& page, Time now) {
  return json_response(
      200, page_json("persons", page, [&](const app::PersonView& view) { return json_for(by, view, now); }));
}

Result<Response> list_persons(app::Ports& ports, const Call& call) {
  return page_response(call.staff(),
                       TRY(app::list_persons(ports, call.staff(), "", call.query_text("cursor"))),
                       ports.clock.now());
}

// A POST, because names and ID numbers in an address end up in the logs of proxies.
Result<Response> search_persons(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"query", "cursor"}));
  return page_response(call.staff(),
                       TRY(app::list_persons(ports, call.staff(), body.text("query"), body.text("cursor"))),
                       ports.clock.now());
}

Result<Response> get_person(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonId>("person_id"));
  return json_response(
      200, json_for(call.staff(), TRY(app::view_person(ports, call.staff(), id)), ports.clock.now()));
}

Result<Response> create_reference(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonId>("person_id"));
  const auto source = reference_source_from(call.query_text("source"));
  if (!source || *source == ReferenceSource::kReview)
    return fail(ErrorCode::kInvalidRequest, "source: CAMERA, UPLOAD or ID_CARD");
  if (*source == ReferenceSource::kIdCard) {
    const auto portrait = TRY(app::enrol_card_portrait(ports, call.staff(), id, call.request.body));
    return json_response(201, to_json(portrait, ports.clock.now()));
  }
  const auto earlier = call.query_text("earlier");
  if (!earlier.empty() && earlier != "RETIRE" && earlier != "KEEP") {
    return fail(ErrorCode::kInvalidRequest, "earlier: RETIRE or KEEP");
  }
  const auto reference = TRY(app::enrol_reference(
      ports, call.staff(),
      {.person = id,
       .source = *source,
       .earlier = earlier == "KEEP" ? app::EarlierReferences::kKeep : app::EarlierReferences::kRetire,
       .taken_on = std::string(call.query_text("taken_on")),
       .jpeg = call.request.body,
       .consent = {.mode = std::string(call.query_text("consent")),
                   .text_version = std::string(call.query_text("consent_text"))}}));
  return json_response(201, to_json(reference, ports.clock.now()));
}

Result<Response> set_looks_only(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonId>("person_id"));
  return json_response(200,
                       to_json(TRY(app::set_looks_only(ports, call.staff(), id, true)), ports.clock.now()));
}

Result<Response> unset_looks_only(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonId>("person_id"));
  return json_response(200,
                       to_json(TRY(app::set_looks_only(ports, call.staff(), id, false)), ports.clock.now()));
}

Result<Response> set_employer(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonId>("person_id"));
  const auto body = TRY(JsonBody::parse(call.request.body, {"employer_code"}));
  return json_response(200,
                       to_json(TRY(app::set_employer(ports, call.staff(), id, body.text("employer_code"))),
                               ports.clock.now()));
}

Result<Response> get_reference_image(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonId>("person_id"));
  return jpeg_response(TRY(app::reference_image(ports, call.staff(), id)));
}

Result<Response> list_attempts(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonId>("person_id"));
  const auto page = TRY(app::list_person_attempts(ports, call.staff(), id, call.query_text("cursor")));
  return json_response(200, page_json("attempts", page, [&](const app::AttemptView& view) {
                         return to_json(view, ports.clock.now(), Viewer::kOperator);
                       }));
}

}  // namespace

std::vector<Route> person_routes(const Services& services) {
  const WithPorts with(services);
  constexpr auto kDesk = Access::kDesk;
  constexpr auto kField = Access::kField;
  return {
      {"POST", "/api/v1/console/persons", "createPerson", kDesk, BodyKind::kJson, with(create_person)},
      {"GET", "/api/v1/console/persons", "listPersons", kField, BodyKind::kNone, with(list_persons)},
      {"POST", "/api/v1/console/persons/search", "searchPersons", kField, BodyKind::kJson,
       with(search_persons)},
      {"GET", "/api/v1/console/persons/{person_id}", "getPerson", kField, BodyKind::kNone, with(get_person)},
      {"POST", "/api/v1/console/persons/{person_id}/references", "createReference", kDesk, BodyKind::kUpload,
       with(create_reference)},
      {"GET", "/api/v1/console/persons/{person_id}/reference.jpg", "getPersonReferenceImage", kDesk,
       BodyKind::kNone, with(get_reference_image)},
      {"PUT", "/api/v1/console/persons/{person_id}/looks-only", "setLooksOnly", kDesk, BodyKind::kNone,
       with(set_looks_only)},
      {"DELETE", "/api/v1/console/persons/{person_id}/looks-only", "unsetLooksOnly", kDesk, BodyKind::kNone,
       with(unset_looks_only)},
      {"PUT", "/api/v1/console/persons/{person_id}/employer", "setEmployer", kDesk, BodyKind::kJson,
       with(set_employer)},
      {"GET", "/api/v1/console/persons/{person_id}/attempts", "listPersonAttempts", kDesk, BodyKind::kNone,
       with(list_attempts)},
  };
}

}  // namespace jianzai::http
