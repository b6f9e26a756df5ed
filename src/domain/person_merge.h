// The merge of two people of the register who are one human (合并重复人员): one stays, the other one's number
// leads there from then on. It puts a benefit behind another face, so that nothing may be in the way, two
// operators look, and no proof is postponed by it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/id_number.h"
#include "base/secret.h"
#include "domain/category.h"
#include "domain/ids.h"
#include "domain/task.h"

namespace jianzai {

// Stored by name: never changed, only added to.
enum class MergeReason {
  kMistyped,       // the ID number of one was typed wrong
  kOldNumber,      // one has the 15 digits of before, or a number made of them
  kChangedNumber,  // the police gave them another one
  kOther,
};
[[nodiscard]] std::string_view to_text(MergeReason reason);  // `OLD_NUMBER`
[[nodiscard]] std::optional<MergeReason> merge_reason_from(std::string_view text);

enum class MergeState {
  kProposed,
  kConfirmed,  // by another operator: it is done
  kRefused,    // with a reason
};
[[nodiscard]] std::string_view to_text(MergeState state);
[[nodiscard]] std::optional<MergeState> merge_state_from(std::string_view text);

struct PersonMerge {
  PersonMergeId id;
  AgencyId agency;
  PersonId kept;
  PersonId duplicate;  // gone once it is confirmed
  IdNumber number;     // of the duplicate
  MergeReason reason = MergeReason::kMistyped;
  Secret<std::string> note = {};
  MergeState state = MergeState::kProposed;
  OperatorId made_by;
  Time made_at;
  std::optional<OperatorId> decided_by = {};
  std::optional<Time> decided_at = {};
  Secret<std::string> answer = {};  // why it was refused
};

// What is known about one of the two.
struct MergeSide {
  bool has_loss = false;  // reported and not found wrong, or confirmed
  bool has_open_review = false;
  bool has_open_attempt = false;
  bool has_open_proof = false;  // an assisted one that waits for its second operator
  bool has_suspension = false;  // proposed, or approved and not ended
  bool has_waiting_payroll = false;
  bool has_account = false;
  bool has_other_merge = false;  // proposed, with whomever
};

enum class MergeBar {
  kLoss,
  kOpenReview,
  kOpenAttempt,
  kOpenProof,
  kSuspension,
  kWaitingPayroll,  // the paying side would be told of another number than the one that it knows
  kTwoAccounts,
  kOtherMerge,
};
[[nodiscard]] std::string_view to_text(MergeBar bar);  // `OPEN_REVIEW`

// Everything that stands against it; empty when nothing does.
[[nodiscard]] std::vector<MergeBar> merge_bars(const MergeSide& kept, const MergeSide& duplicate);

// What the kept person has of a benefit that both have: their own, with the beginning and the last proof of
// whichever is due earlier by the kept person's rule.
[[nodiscard]] Entitlement due_earlier(const Entitlement& kept, const Entitlement& duplicate);

// Of two tasks of one plan that cannot both be the kept person's, whether the duplicate's takes the place of
// theirs: where it still asks for the proof and theirs does not, or must be proved earlier.
[[nodiscard]] bool takes_place_of(const Task& duplicates, const Task& kept);
// Whether they cannot both be: they begin on the same day, or both ask for the same proof.
[[nodiscard]] bool collide(const Task& one, const Task& other);

}  // namespace jianzai
