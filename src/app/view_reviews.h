#pragma once

#include "app/reported_deaths.h"
#include "app/view_attempts.h"

namespace jianzai::app {

// A review as the reviewer sees it.
struct ReviewView {
  Review review;
  AttemptView attempt;
  Secret<std::string> person_name;
  std::optional<Secret<std::string>> decided_by;  // the reviewer's name
  std::vector<ReviewEvidence> evidence = {};
  bool waits_for_second =
      false;  // who looks at it has given a verdict; another one's is needed, and there is another one
  // Made a reference that the face was compared with: may not decide, also where nobody else may. Then
  // somebody else takes a new photograph.
  bool is_collector = false;
  std::string claimed_by = {};  // the login of another reviewer who looks at it now
  // Of a pending one: the person agreed that a picture stays, and still wants faces to be compared with it.
  bool may_keep_image = false;
  std::vector<LossView> deaths = {};  // of a pending one: what keeps it from being approved (reported_deaths)
  int workdays_left = 0;              // of a pending one: WorkdayCalendar::workdays_until its last day
  std::optional<RegionCode> region = {};  // where the person lives
};

// A review of the operator's agency, inside the caller's transaction. Errors: kForbidden for who is no
// reviewer; kNotFound, also for another agency's.
[[nodiscard]] Result<ReviewView> own_review(Ports& ports, Transaction& transaction, const Operator& by,
                                            const ReviewId& id);

// Errors: kForbidden, kNotFound.
[[nodiscard]] Result<ReviewView> view_review(Ports& ports, const Operator& by, const ReviewId& id);

// The reviewer looks at it for the next kReviewClaim, and nobody else needs to. Claiming it again begins
// anew. Errors: kForbidden, kNotFound; kReviewClosed when it is decided; kReviewClaimed while another one
// does; kSamePerson for who may not decide it.
[[nodiscard]] Result<ReviewView> claim_review(Ports& ports, const Operator& by, const ReviewId& id);
// Leaves it to others; nothing happens to another one's claim. Errors: kForbidden, kNotFound.
[[nodiscard]] Result<ReviewView> release_review(Ports& ports, const Operator& by, const ReviewId& id);

// What waits for a decision in the operator's agency, the earliest due first. Errors: kForbidden.
[[nodiscard]] Result<Page<ReviewView>> list_reviews(Ports& ports, const Operator& by,
                                                    std::string_view cursor);

// What the person handed in, as long as the review is pending. Errors: kForbidden, kNotFound.
[[nodiscard]] Result<Secret<Bytes>> review_evidence(Ports& ports, const Operator& by, const ReviewId& id,
                                                    ReviewEvidence kind);

// A captured frame, as long as the review is pending. Errors: kForbidden, kNotFound.
[[nodiscard]] Result<Secret<Bytes>> review_frame(Ports& ports, const Operator& by, const ReviewId& id,
                                                 int sequence);

}  // namespace jianzai::app
