#include "app/support.h"

#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using boost::json::array;
using boost::json::object;

Response contacts_response(int status, const std::vector<SupportContact>& contacts) {
  return json_response(status, {{"contacts", support_json(contacts)}});
}

Result<Response> list_contacts(app::Ports& ports, const Call& call) {
  return contacts_response(200,
                           TRY(app::list_support(ports, call.staff(), call.query_text("employer_code"))));
}

Result<Response> create_contact(app::Ports& ports, const Call& call) {
  const auto body = TRY(JsonBody::parse(call.request.body, {"employer_code", "kind", "value", "hours"}));
  return contacts_response(201, TRY(app::add_support(ports, call.staff(),
                                                     {.employer_code = body.text("employer_code"),
                                                      .kind = body.text("kind"),
                                                      .value = body.text("value"),
                                                      .hours = body.text("hours")})));
}

Result<Response> delete_contact(app::Ports& ports, const Call& call) {
  const app::SupportChange change{.employer_code = std::string(call.query_text("employer_code")),
                                  .kind = std::string(call.query_text("kind")),
                                  .value = std::string(call.query_text("value"))};
  return contacts_response(200, TRY(app::remove_support(ports, call.staff(), change)));
}

}  // namespace

std::vector<Route> support_routes(const Services& services) {
  const WithPorts with(services);
  constexpr std::string_view kContacts = "/api/v1/console/support";
  return {
      {"GET", kContacts, "listSupport", Access::kSupport, BodyKind::kNone, with(list_contacts)},
      {"POST", kContacts, "createSupport", Access::kSupport, BodyKind::kJson, with(create_contact)},
      {"DELETE", kContacts, "deleteSupport", Access::kSupport, BodyKind::kNone, with(delete_contact)},
  };
}

}  // namespace jianzai::http
