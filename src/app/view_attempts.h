#pragma once

#include "app/ports.h"

namespace jianzai::app {

// An attempt with what belongs to it.
struct AttemptView {
  Attempt attempt;
  std::optional<Review> review;
  std::vector<int> frames_received;
  int frames_of_step = 0;                     // of the running step
  std::vector<ReviewEvidence> evidence = {};  // for its review
  bool counts = false;  // to a citizen: as one of the tries that there are (Standing::failed)
};

// The whole of an attempt, inside the caller's transaction.
[[nodiscard]] Result<AttemptView> view_of(Transaction& transaction, Attempt attempt);

// Inside the caller's transaction: an attempt at the proof of somebody that the account speaks for, whoever
// opened it. Errors: kNotFound, also for anybody else's, and for whom the account helps no more.
[[nodiscard]] Result<Attempt> attempt_for(Transaction& transaction, const Account& account,
                                          const AttemptId& id);

// The same with what belongs to it; without the nonce for who did not open it. Errors: kNotFound.
[[nodiscard]] Result<AttemptView> view_attempt(Ports& ports, Transaction& transaction, const Account& account,
                                               const AttemptId& id);
[[nodiscard]] Result<AttemptView> view_attempt(Ports& ports, const Account& account, const AttemptId& id);

// The records (认证记录) of the account's owner, newest first; empty when nobody knows the ID number. With
// `relative` those of one whom it helps. Errors: kNotFound when it does not.
[[nodiscard]] Result<Page<AttemptView>> list_attempts(Ports& ports, const Account& account,
                                                      std::string_view cursor,
                                                      const std::optional<RelativeId>& relative = {});

// The same for an operator. Errors: kNotFound, also for a person of another agency.
[[nodiscard]] Result<Page<AttemptView>> list_person_attempts(Ports& ports, const Operator& by,
                                                             const PersonId& person, std::string_view cursor);

}  // namespace jianzai::app
