#include "app/insight.h"

#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using boost::json::array;
using boost::json::object;

Result<Response> get_desk(app::Ports& ports, const Call& call) {
  array items;
  for (const auto& [queue, waiting, last] : TRY(app::view_desk(ports, call.staff()))) {
    object item{{"queue", to_text(queue)},
                {"waiting", waiting.count},
                {"late", waiting.late},
                {"is_more", waiting.count >= app::kWaitingMax}};
    if (waiting.first) item["first_id"] = *waiting.first;
    if (last) item["last_at"] = to_iso(*last);
    items.push_back(std::move(item));
  }
  return json_response(200, {{"items", std::move(items)}});
}

app::Period period_of(const Call& call) {
  return {.from = std::string(call.query_text("from")), .to = std::string(call.query_text("to"))};
}

// Each tally as an object with these members, and `count`; absent texts are left out.
array tallies_json(const std::vector<app::Tally>& tallies, std::initializer_list<std::string_view> members) {
  array rows;
  for (const auto& tally : tallies) {
    object row{{"count", tally.count}};
    auto text = tally.of.begin();
    for (const auto member : members) {
      if (text == tally.of.end()) break;
      if (!text->empty()) row[member] = *text;
      ++text;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<Response> get_insight(app::Ports& ports, const Call& call) {
  const auto insight =
      TRY(app::view_insight(ports, call.staff(), period_of(call), call.query_text("region")));
  return json_response(
      200, {{"attempts_by_day", tallies_json(insight.attempts_by_day, {"day", "result"})},
            {"attempts_by_circumstance", tallies_json(insight.attempts_by_circumstance,
                                                      {"result", "reason", "age_band", "channel", "try"})},
            {"proofs_by_day", tallies_json(insight.proofs_by_day, {"day", "way"})},
            {"tasks_by_category", tallies_json(insight.tasks.by_category, {"category_code", "state"})},
            {"tasks_by_region", tallies_json(insight.tasks.by_region, {"region", "state"})},
            {"tasks_by_age", tallies_json(insight.tasks.by_age, {"age_band", "state"})},
            {"tasks_by_way", tallies_json(insight.tasks.by_way, {"way", "state"})}});
}

Result<Response> get_scores(app::Ports& ports, const Call& call) {
  const auto scores = TRY(app::view_scores(ports, call.staff(), period_of(call), call.query_text("around")));
  array tallies;
  for (const auto& tally : scores.tallies) {
    tallies.push_back({{"from", tally.from},
                       {"result", to_text(tally.result)},
                       {"is_by_reviewer", tally.is_by_reviewer},
                       {"count", tally.count}});
  }
  object json{{"network_set", scores.network_set},
              {"is_normalised", scores.is_normalised},
              {"step", app::kScoreStep},
              {"tallies", std::move(tallies)}};
  if (scores.thresholds) {
    json["accept"] = scores.thresholds->accept;
    json["accept_high"] = scores.thresholds->accept_high;
    json["review"] = scores.thresholds->review;
  }
  if (scores.region) json["region"] = scores.region->text();
  return json_response(200, json);
}

Result<Response> get_reviewers(app::Ports& ports, const Call& call) {
  array reviewers;
  for (const auto& one : TRY(app::view_reviewers(ports, call.staff(), period_of(call)))) {
    object reviewer{{"login", one.login}, {"decided", one.decided}, {"approved", one.approved},
                    {"late", one.late},   {"for_two", one.for_two}, {"disputed", one.disputed}};
    if (one.median_hours) reviewer["median_hours"] = *one.median_hours;
    reviewers.push_back(std::move(reviewer));
  }
  return json_response(200, {{"reviewers", std::move(reviewers)}});
}

}  // namespace

std::vector<Route> insight_routes(const Services& services) {
  const WithPorts with(services);
  constexpr auto kNone = BodyKind::kNone;
  return {
      {"GET", "/api/v1/console/desk", "getDesk", Access::kOperator, kNone, with(get_desk)},
      {"GET", "/api/v1/console/insight", "getInsight", Access::kDesk, kNone, with(get_insight)},
      {"GET", "/api/v1/console/insight/scores", "getScores", Access::kReviewer, kNone, with(get_scores)},
      {"GET", "/api/v1/console/insight/reviewers", "getReviewers", Access::kReviewer, kNone,
       with(get_reviewers)},
  };
}

}  // namespace jianzai::http
