#include "domain/person_merge.h"

#include "base/names.h"

namespace jianzai {
namespace {

constexpr Names<MergeReason, 4> kReasons{{
    {MergeReason::kMistyped, "MISTYPED"},
    {MergeReason::kOldNumber, "OLD_NUMBER"},
    {MergeReason::kChangedNumber, "CHANGED_NUMBER"},
    {MergeReason::kOther, "OTHER"},
}};

constexpr Names<MergeState, 3> kStates{{
    {MergeState::kProposed, "PROPOSED"},
    {MergeState::kConfirmed, "CONFIRMED"},
    {MergeState::kRefused, "REFUSED"},
}};

constexpr Names<MergeBar, 8> kBars{{
    {MergeBar::kLoss, "LOSS"},
    {MergeBar::kOpenReview, "OPEN_REVIEW"},
    {MergeBar::kOpenAttempt, "OPEN_ATTEMPT"},
    {MergeBar::kOpenProof, "OPEN_PROOF"},
    {MergeBar::kSuspension, "SUSPENSION"},
    {MergeBar::kWaitingPayroll, "WAITING_PAYROLL"},
    {MergeBar::kTwoAccounts, "TWO_ACCOUNTS"},
    {MergeBar::kOtherMerge, "OTHER_MERGE"},
}};

}  // namespace

std::string_view to_text(MergeReason reason) { return name_of(kReasons, reason); }
std::optional<MergeReason> merge_reason_from(std::string_view text) { return value_of(kReasons, text); }
std::string_view to_text(MergeState state) { return name_of(kStates, state); }
std::optional<MergeState> merge_state_from(std::string_view text) { return value_of(kStates, text); }
std::string_view to_text(MergeBar bar) { return name_of(kBars, bar); }

std::vector<MergeBar> merge_bars(const MergeSide& kept, const MergeSide& duplicate) {
  std::vector<MergeBar> bars;
  const auto bar = [&](bool stands, MergeBar what) {
    if (stands) bars.push_back(what);
  };
  bar(kept.has_loss || duplicate.has_loss, MergeBar::kLoss);
  bar(kept.has_open_review || duplicate.has_open_review, MergeBar::kOpenReview);
  bar(kept.has_open_attempt || duplicate.has_open_attempt, MergeBar::kOpenAttempt);
  bar(kept.has_open_proof || duplicate.has_open_proof, MergeBar::kOpenProof);
  bar(kept.has_suspension || duplicate.has_suspension, MergeBar::kSuspension);
  bar(duplicate.has_waiting_payroll, MergeBar::kWaitingPayroll);
  bar(kept.has_account && duplicate.has_account, MergeBar::kTwoAccounts);
  bar(kept.has_other_merge || duplicate.has_other_merge, MergeBar::kOtherMerge);
  return bars;
}

Entitlement due_earlier(const Entitlement& kept, const Entitlement& duplicate) {
  Entitlement other = kept;
  other.started_on = duplicate.started_on;
  other.last_passed_on = duplicate.last_passed_on;
  other.is_pass_listed = duplicate.is_pass_listed;
  return other.cycle().due_on < kept.cycle().due_on ? other : kept;
}

bool collide(const Task& one, const Task& other) {
  const bool both_ask = !is_settled(one.state) && !is_settled(other.state);
  return one.plan == other.plan && (one.window.self_from == other.window.self_from || both_ask);
}

bool takes_place_of(const Task& duplicates, const Task& kept) {
  if (is_settled(duplicates.state) != is_settled(kept.state)) return is_settled(kept.state);
  return !is_settled(kept.state) && duplicates.window.self_to < kept.window.self_to;
}

}  // namespace jianzai
