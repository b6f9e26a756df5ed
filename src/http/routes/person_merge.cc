#include "app/person_merges.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using boost::json::array;
using boost::json::object;

object to_json(const app::MergeView& view, Time now) {
  const PersonMerge& merge = view.merge;
  object json{{"merge_id", merge.id.text()},
              {"state", to_text(merge.state)},
              {"reason", to_text(merge.reason)},
              {"note", merge.note.reveal()},
              {"made_by", view.made_by},
              {"made_at", to_iso(merge.made_at)},
              {"kept", http::to_json(view.kept, now)}};
  if (view.duplicate) json["duplicate"] = http::to_json(*view.duplicate, now);
  array bars;
  for (const auto bar : view.bars) bars.emplace_back(to_text(bar));
  json["bars"] = std::move(bars);
  if (merge.decided_at) json["decided_at"] = to_iso(*merge.decided_at);
  if (!merge.answer.reveal().empty()) json["answer"] = merge.answer.reveal();
  return json;
}

Result<Response> create_merge(app::Ports& ports, const Call& call) {
  const auto key = TRY(call.idempotency_key());
  const auto kept = TRY(call.id<PersonId>("person_id"));
  const auto body = TRY(JsonBody::parse(call.request.body, {"duplicate_id", "reason", "note"}));
  const auto view = TRY(app::propose_merge(ports, call.staff(),
                                           {.kept = kept,
                                            .duplicate = body.text("duplicate_id"),
                                            .reason = body.text("reason"),
                                            .note = body.text("note"),
                                            .request_key = key}));
  return json_response(201, to_json(view, ports.clock.now()));
}

Result<Response> list_merges(app::Ports& ports, const Call& call) {
  const auto page = TRY(app::list_proposed_merges(ports, call.staff(), call.query_text("cursor")));
  return json_response(200, page_json("merges", page, [&](const app::MergeView& view) {
                         return to_json(view, ports.clock.now());
                       }));
}

Result<Response> confirm(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonMergeId>("merge_id"));
  return json_response(200, to_json(TRY(app::confirm_merge(ports, call.staff(), id)), ports.clock.now()));
}

Result<Response> refuse(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonMergeId>("merge_id"));
  const auto body = TRY(JsonBody::parse(call.request.body, {"note"}));
  const auto view = TRY(app::refuse_merge(ports, call.staff(), id, body.text("note")));
  return json_response(200, to_json(view, ports.clock.now()));
}

}  // namespace

std::vector<Route> person_merge_routes(const Services& services) {
  const WithPorts with(services);
  constexpr auto kReviewer = Access::kReviewer;
  constexpr auto kNone = BodyKind::kNone;
  constexpr auto kJson = BodyKind::kJson;
  return {
      {"POST", "/api/v1/console/persons/{person_id}/merges", "createMerge", Access::kDesk, kJson,
       with(create_merge)},
      {"GET", "/api/v1/console/merge-proposals", "listMerges", kReviewer, kNone, with(list_merges)},
      {"PUT", "/api/v1/console/merge-proposals/{merge_id}/confirmation", "confirmMerge", kReviewer, kNone,
       with(confirm)},
      {"POST", "/api/v1/console/merge-proposals/{merge_id}/refusal", "refuseMerge", Access::kDesk, kJson,
       with(refuse)},
  };
}

}  // namespace jianzai::http
