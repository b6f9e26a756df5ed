#include "app/change_person.h"
#include "app/roster/life_signs.h"
#include "app/terminations.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using boost::json::array;
using boost::json::object;

object to_json(const app::LossView& view) {
  object json{{"sign_id", view.sign.id.text()},
              {"person_id", view.sign.person.text()},
              {"person_name", view.person_name.reveal()},
              {"kind", to_text(view.sign.kind)},
              {"source", view.sign.source},
              {"happened_on", to_iso(view.sign.on)},
              {"received_at", to_iso(view.sign.received_at)}};
  if (!view.checked_by.empty()) json["checked_by"] = view.checked_by;
  return json;
}

object to_json(const app::BenefitsView& view) {
  array benefits;
  for (const auto& one : view.benefits)
    benefits.push_back({{"category_code", one.category.code},
                        {"category_name", one.category.name},
                        {"payment", to_text(payment_after(one.last))}});
  array losses;
  for (const auto& loss : view.losses)
    losses.push_back({{"kind", to_text(loss.sign.kind)},
                      {"source", loss.sign.source},
                      {"happened_on", to_iso(loss.sign.on)},
                      {"checked_by", loss.checked_by}});
  return {{"person_id", view.person.text()},
          {"person_name", view.name.reveal()},
          {"benefits", std::move(benefits)},
          {"losses", std::move(losses)},
          {"loss_check", to_text(view.check)}};
}

Result<Response> list_losses(app::Ports& ports, const Call& call) {
  const auto work = call.query_text("work");
  if (!work.empty() && work != "CHECK" && work != "TERMINATE")
    return fail(ErrorCode::kInvalidRequest, "work: CHECK or TERMINATE");
  const auto page =
      TRY(app::list_losses(ports, call.staff(), call.query_text("cursor"),
                           work == "TERMINATE" ? app::LossWork::kTerminate : app::LossWork::kCheck));
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

Result<Response> view_benefits(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonId>("person_id"));
  return json_response(200, to_json(TRY(app::view_benefits(ports, call.staff(), id))));
}

using Step = Result<app::BenefitsView>(app::Ports&, const Operator&, const PersonId&, std::string_view);

template <Step step>
Result<Response> run(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonId>("person_id"));
  const auto& category = call.path.find("category_code")->second;
  return json_response(200, to_json(TRY(step(ports, call.staff(), id, category))));
}

}  // namespace

std::vector<Route> loss_routes(const Services& services) {
  const WithPorts with(services);
  constexpr std::string_view kTermination =
      "/api/v1/console/persons/{person_id}/benefits/{category_code}/termination";
  return {
      {"GET", "/api/v1/console/losses", "listLosses", Access::kDesk, BodyKind::kNone, with(list_losses)},
      {"POST", "/api/v1/console/persons/{person_id}/losses", "reportLoss", Access::kField, BodyKind::kJson,
       with(report)},
      {"PUT", "/api/v1/console/losses/{sign_id}/confirmed", "confirmReportedLoss", Access::kDesk,
       BodyKind::kNone, with(check<LossOutcome::kConfirmed>)},
      {"PUT", "/api/v1/console/losses/{sign_id}/wrong", "dismissReportedLoss", Access::kDesk, BodyKind::kNone,
       with(check<LossOutcome::kWrong>)},
      {"GET", "/api/v1/console/persons/{person_id}/benefits", "listBenefits", Access::kDesk, BodyKind::kNone,
       with(view_benefits)},
      {"PUT", kTermination, "terminateBenefit", Access::kReviewer, BodyKind::kNone,
       with(run<app::terminate_benefit>)},
      {"DELETE", kTermination, "reinstateBenefit", Access::kReviewer, BodyKind::kNone,
       with(run<app::reinstate_benefit>)},
  };
}

}  // namespace jianzai::http
