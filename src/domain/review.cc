#include "domain/review.h"

#include "base/names.h"

namespace jianzai {
namespace {

constexpr Names<ReviewState, 4> kStates{{
    {ReviewState::kOpen, "OPEN"},
    {ReviewState::kAsked, "ASKED"},
    {ReviewState::kApproved, "APPROVED"},
    {ReviewState::kRejected, "REJECTED"},
}};
constexpr Names<ReviewVerdict, 3> kVerdicts{{
    {ReviewVerdict::kApprove, "APPROVE"},
    {ReviewVerdict::kReject, "REJECT"},
    {ReviewVerdict::kAskMore, "ASK_MORE"},
}};
constexpr Names<ReviewRequester, 2> kRequesters{{
    {ReviewRequester::kPolicy, "POLICY"},
    {ReviewRequester::kPerson, "PERSON"},
}};
constexpr Names<ReviewEvidence, 3> kEvidence{{
    {ReviewEvidence::kIdCard, "ID_CARD"},
    {ReviewEvidence::kPaper, "PAPER"},
    {ReviewEvidence::kVideo, "VIDEO"},
}};

}  // namespace

std::optional<ReviewState> next_state(ReviewState state, ReviewVerdict verdict) {
  if (!is_pending(state)) return std::nullopt;
  switch (verdict) {
    case ReviewVerdict::kApprove:
      return ReviewState::kApproved;
    case ReviewVerdict::kReject:
      return ReviewState::kRejected;
    case ReviewVerdict::kAskMore:
      if (state == ReviewState::kOpen) return ReviewState::kAsked;
      break;
  }
  return std::nullopt;
}

bool is_pending(ReviewState state) { return state == ReviewState::kOpen || state == ReviewState::kAsked; }

std::string_view to_text(ReviewState state) { return name_of(kStates, state); }
std::optional<ReviewState> review_state_from(std::string_view text) { return value_of(kStates, text); }
std::string_view to_text(ReviewVerdict verdict) { return name_of(kVerdicts, verdict); }
std::optional<ReviewVerdict> review_verdict_from(std::string_view text) { return value_of(kVerdicts, text); }
std::string_view to_text(ReviewRequester requester) { return name_of(kRequesters, requester); }
std::optional<ReviewRequester> review_requester_from(std::string_view text) {
  return value_of(kRequesters, text);
}
std::string_view to_text(ReviewEvidence evidence) { return name_of(kEvidence, evidence); }
std::optional<ReviewEvidence> review_evidence_from(std::string_view text) {
  return value_of(kEvidence, text);
}

}  // namespace jianzai
