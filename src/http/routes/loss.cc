#include "app/change_person.h"
#include "app/roster/life_signs.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

boost::json::object to_json(const app::LossView& view) {
  return {{"sign_id", view.sign.id.text()},
          {"person_id", view.sign.person.text()},
          {"person_name", view.person_name.reveal()},
          {"kind", to_text(view.sign.kind)},
          {"source", view.sign.source},
          {"happened_on", to_iso(view.sign.on)},
          {"received_at", to_iso(view.sign.received_at)}};
}

Result<Response> list_losses(app::Ports& ports, const Call& call) {
  const auto page = TRY(app::list_losses(ports, call.staff(), call.query_text("cursor")));
  return json_response(200,
                       page_json("losses", page, [](const app::LossView& view) { return to_json(view); }));
}

Result<Response> report(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonId>("person_id"));
  const auto body = TRY(JsonBody::parse(call.request.body, {"kind", "happened_on", "source"}));
  const auto view = TRY(app::report_loss(ports, call.staff(),
                                         {.person = id,
                                          .kind = body.text("kind"),
                                          .happened_on = body.text("happened_on"),
                                          .source = body.text("source")}));
  return json_response(201, to_json(view));
}

template <LossOutcome outcome>
Result<Response> check(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<LifeSignId>("sign_id"));
  return json_response(200, to_json(TRY(app::check_loss(ports, call.staff(), id, outcome))));
}

}  // namespace

std::vector<Route> loss_routes(const Services& services) {
  const WithPorts with(services);
  return {
      {"GET", "/api/v1/console/losses", "listLosses", Access::kDesk, BodyKind::kNone, with(list_losses)},
      {"POST", "/api/v1/console/persons/{person_id}/losses", "reportLoss", Access::kField, BodyKind::kJson,
       with(report)},
      {"PUT", "/api/v1/console/losses/{sign_id}/confirmed", "confirmReportedLoss", Access::kDesk,
       BodyKind::kNone, with(check<LossOutcome::kConfirmed>)},
      {"PUT", "/api/v1/console/losses/{sign_id}/wrong", "dismissReportedLoss", Access::kDesk, BodyKind::kNone,
       with(check<LossOutcome::kWrong>)},
  };
}

}  // namespace jianzai::http
