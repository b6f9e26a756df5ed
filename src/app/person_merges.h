// The same human twice in the register (合并重复人员): an operator proposes which one stays, another one, a
// reviewer, decides. It puts a benefit behind another face, which is how dead people are kept alive: nobody
// does it alone, and ADR 0026 says what stays.
#pragma once

#include "app/ports.h"
#include "app/view_persons.h"

namespace jianzai::app {

// As it was typed.
struct ProposeMerge {
  PersonId kept;
  std::string duplicate;  // id
  std::string reason;     // MergeReason
  std::string note;
  std::string request_key;
};

struct MergeView {
  PersonMerge merge;
  PersonView kept;
  std::optional<PersonView> duplicate;  // nothing once it is confirmed
  std::string made_by;                  // login
  std::vector<MergeBar> bars;           // against doing it now; of a proposed one
};

// Nothing changes by it. Errors: kNotFound, also for whom the operator may not see; kInvalidFields
// (duplicate_id REQUIRED, VALUE for the same person or nobody; reason; note); kMergeRefused with the bars;
// kIdempotencyConflict.
[[nodiscard]] Result<MergeView> propose_merge(Ports& ports, const Operator& by, const ProposeMerge& request);
// Those that wait for a reviewer, the first made first. Errors: kForbidden for who is no reviewer.
[[nodiscard]] Result<Page<MergeView>> list_proposed_merges(Ports& ports, const Operator& by,
                                                           std::string_view cursor);
// All that belongs to the duplicate is the kept person's; the duplicate's references are refused for good,
// and its ID number leads to the kept person from then on. Of a benefit that both have the earlier proof
// stays due (due_earlier). The same again gives it as it is. Errors: kForbidden; kNotFound; kSamePerson for
// who proposed it; kReviewClosed when it was decided otherwise; kMergeRefused with the bars.
[[nodiscard]] Result<MergeView> confirm_merge(Ports& ports, const Operator& by, const PersonMergeId& id);
// By a reviewer, or by who proposed it and thinks better of it. Errors: kNotFound, also for other clerks;
// kReviewClosed; kInvalidFields without a note.
[[nodiscard]] Result<MergeView> refuse_merge(Ports& ports, const Operator& by, const PersonMergeId& id,
                                             std::string_view note);

}  // namespace jianzai::app
