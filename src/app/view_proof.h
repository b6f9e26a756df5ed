#pragma once

#include "app/tasks.h"

namespace jianzai::app {

enum class ProofStatus {
  kReady,
  kReviewing,
  kAsked,  // a reviewer asked for more
  kDone,
  kNoTemplate,
  kNoPlan,
  kClosed,     // a plan asks for proof, but takes none now
  kTriesUsed,  // as many tries failed as there are: a person looks at one of them
  kOtherWay,   // no proof by face counts, of somebody so young
};

[[nodiscard]] std::string_view to_text(ProofStatus status);

// Where a citizen stands: the page 本人认证, or one whom they help.
struct ProofView {
  ProofStatus status = ProofStatus::kNoPlan;
  std::optional<Person> person;
  std::optional<Agency> agency;
  std::optional<Reference> reference;
  std::optional<AttemptId> open_attempt;
  std::optional<Date> review_due_on;  // of kAsked: until when the person answers
  std::optional<AttemptId> asked_in;  // of kAsked
  std::optional<Standing> standing;   // nothing without a plan or a person
  std::vector<SupportContact> support;
  std::optional<Pass> passed;       // of who is done: what proved it, where it was no attempt
  std::optional<LifeSign> matched;  // what another system reported, where that proved it
  bool keeps_image = false;         // of a person: may_keep_image
};

// Of the account's owner, or with `relative` of one whom it helps. Errors: kNotFound when it does not.
[[nodiscard]] Result<ProofView> view_proof(Ports& ports, const Account& account,
                                           const std::optional<RelativeId>& relative = {});

// The person's own reference photograph. Errors: kNoPlan, kNoTemplate.
[[nodiscard]] Result<Secret<Bytes>> own_reference_image(Ports& ports, const Account& account);

}  // namespace jianzai::app
