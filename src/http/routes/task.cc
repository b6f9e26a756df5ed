#include "app/suspensions.h"
#include "domain/person_details.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using boost::json::array;
using boost::json::object;

object to_json(const app::TaskContact& contact) {
  object json{{"channel", to_text(contact.channel)}, {"made_at", to_iso(contact.made_at)}};
  if (contact.result) json["result"] = to_text(*contact.result);
  if (!contact.note.reveal().empty()) json["note"] = contact.note.reveal();
  return json;
}

object to_json(const app::TaskView& view) {
  const Task& task = view.task;
  array contacts;
  for (const auto& contact : view.contacts) contacts.push_back(to_json(contact));
  array bars;
  for (const auto bar : view.bars) bars.emplace_back(to_text(bar));
  object json{{"task_id", task.id.text()},
              {"plan_id", task.plan.text()},
              {"plan_name", view.plan_name},
              {"person_id", task.person.text()},
              {"person_name", view.person_name.reveal()},
              {"phone_masked", masked_phone(view.phone)},
              {"state", to_text(task.state)},
              {"self_from", to_iso(task.window.self_from)},
              {"self_to", to_iso(task.window.self_to)},
              {"verify_to", to_iso(task.window.verify_to)},
              {"protected_to", to_iso(last_protected_day(task.window))},
              {"contacts", std::move(contacts)},
              {"suspension_bars", std::move(bars)}};
  if (task.settled_on) json["settled_on"] = to_iso(*task.settled_on);
  if (task.suspended_from) json["suspended_from"] = to_iso(*task.suspended_from);
  if (task.arrears_months) json["arrears_months"] = *task.arrears_months;
  return json;
}

Result<Response> page_of(const app::Page<app::TaskView>& page) {
  return json_response(200,
                       page_json("tasks", page, [](const app::TaskView& view) { return to_json(view); }));
}

Result<Response> list_tasks(app::Ports& ports, const Call& call) {
  if (const auto person = TRY(call.optional_id<PersonId>(call.query_text("person_id"))))
    return page_of(TRY(app::list_tasks_of(ports, call.staff(), *person)));
  const auto state = task_state_from(call.query_text("state"));
  if (!state) return fail(ErrorCode::kInvalidRequest, "state: one of TaskState, or a person_id");
  const auto plan = TRY(call.optional_id<PlanId>(call.query_text("plan_id")));
  const auto page = TRY(app::list_tasks(ports, call.staff(), *state, plan, call.query_text("cursor"),
                                        call.query_text("region")));
  return page_of(page);
}

Result<Response> log_contact(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<TaskId>("task_id"));
  const auto body = TRY(JsonBody::parse(call.request.body, {"channel", "result", "note"}));
  const auto channel = contact_channel_from(body.text("channel"));
  if (!channel) return fail(ErrorCode::kInvalidRequest, "channel: one of ContactChannel");
  const auto result = contact_result_from(body.text("result"));
  if (!result) return fail(ErrorCode::kInvalidRequest, "result: one of ContactResult");
  const app::LogContact request{.channel = *channel, .result = *result, .note = body.text("note")};
  return json_response(201, to_json(TRY(app::log_contact(ports, call.staff(), id, request))));
}

using Step = Result<app::TaskView>(app::Ports&, const Operator&, const TaskId&);

template <Step step>
Result<Response> run(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<TaskId>("task_id"));
  return json_response(200, to_json(TRY(step(ports, call.staff(), id))));
}

}  // namespace

std::vector<Route> task_routes(const Services& services) {
  const WithPorts with(services);
  constexpr auto kDesk = Access::kDesk;
  constexpr auto kReviewer = Access::kReviewer;
  constexpr auto kNone = BodyKind::kNone;
  constexpr std::string_view kProposal = "/api/v1/console/tasks/{task_id}/suspension-proposal";
  return {
      {"GET", "/api/v1/console/tasks", "listTasks", Access::kField, kNone, with(list_tasks)},
      {"GET", "/api/v1/console/tasks/{task_id}", "getTask", Access::kField, kNone, with(run<app::view_task>)},
      {"POST", "/api/v1/console/tasks/{task_id}/contacts", "createTaskContact", Access::kField,
       BodyKind::kJson, with(log_contact)},
      {"PUT", kProposal, "proposeSuspension", kDesk, kNone, with(run<app::propose_suspension>)},
      {"DELETE", kProposal, "dropSuspension", kDesk, kNone, with(run<app::drop_suspension>)},
      {"PUT", "/api/v1/console/tasks/{task_id}/suspension", "approveSuspension", kReviewer, kNone,
       with(run<app::approve_suspension>)},
  };
}

}  // namespace jianzai::http
