#include "app/decide_review.h"
#include "app/fields.h"
#include "app/view_reviews.h"
#include "base/limits.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

Result<Response> list_reviews(app::Ports& ports, const Call& call) {
  const auto page = TRY(app::list_reviews(ports, call.staff(), call.query_text("cursor")));
  return json_response(200, page_json("reviews", page, [&](const app::ReviewView& view) {
                         return to_json(view, ports.clock.now());
                       }));
}

Result<Response> get_review(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<ReviewId>("review_id"));
  return json_response(200, to_json(TRY(app::view_review(ports, call.staff(), id)), ports.clock.now()));
}

using Claim = Result<app::ReviewView>(app::Ports&, const Operator&, const ReviewId&);

template <Claim claim>
Result<Response> run_claim(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<ReviewId>("review_id"));
  return json_response(200, to_json(TRY(claim(ports, call.staff(), id)), ports.clock.now()));
}

Result<Response> get_frame(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<ReviewId>("review_id"));
  const int sequence = TRY(call.sequence());
  return jpeg_response(TRY(app::review_frame(ports, call.staff(), id, sequence)));
}

Result<Response> get_evidence(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<ReviewId>("review_id"));
  const auto kind = review_evidence_from(call.path.find("kind")->second);
  if (!kind) return fail(ErrorCode::kNotFound);
  return evidence_response(TRY(app::review_evidence(ports, call.staff(), id, *kind)));
}

Result<Response> decide(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<ReviewId>("review_id"));
  const auto body = TRY(JsonBody::parse(call.request.body, {"decision", "note", "promote"}));
  const auto verdict = review_verdict_from(body.text("decision"));
  if (!verdict) return fail(ErrorCode::kInvalidRequest, "decision: APPROVE, REJECT or ASK_MORE");
  std::optional<int> promote;
  if (const auto text = body.text("promote"); !text.empty()) {
    app::FieldReader reader(china_date(ports.clock.now()));
    promote = reader.number("promote", text, 0, limits::kFramesPerAttemptMax - 1, 0);
    if (reader.has_faults()) return reader.error();
  }
  const auto view = TRY(
      app::decide_review(ports, call.staff(),
                         {.review = id, .verdict = *verdict, .note = body.text("note"), .promote = promote}));
  return json_response(200, to_json(view, ports.clock.now()));
}

}  // namespace

std::vector<Route> review_routes(const Services& services) {
  const WithPorts with(services);
  constexpr auto kReviewer = Access::kReviewer;
  return {
      {"GET", "/api/v1/console/reviews", "listReviews", kReviewer, BodyKind::kNone, with(list_reviews)},
      {"GET", "/api/v1/console/reviews/{review_id}", "getReview", kReviewer, BodyKind::kNone,
       with(get_review)},
      {"PUT", "/api/v1/console/reviews/{review_id}/claim", "claimReview", kReviewer, BodyKind::kNone,
       with(run_claim<app::claim_review>)},
      {"DELETE", "/api/v1/console/reviews/{review_id}/claim", "releaseReview", kReviewer, BodyKind::kNone,
       with(run_claim<app::release_review>)},
      {"GET", "/api/v1/console/reviews/{review_id}/frames/{sequence}", "getReviewFrame", kReviewer,
       BodyKind::kNone, with(get_frame)},
      {"GET", "/api/v1/console/reviews/{review_id}/evidence/{kind}", "getReviewEvidence", kReviewer,
       BodyKind::kNone, with(get_evidence)},
      {"POST", "/api/v1/console/reviews/{review_id}/decision", "decideReview", kReviewer, BodyKind::kJson,
       with(decide)},
  };
}

}  // namespace jianzai::http
