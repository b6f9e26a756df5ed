#include "domain/policy/comparison_policy.h"

#include <algorithm>
#include <map>

namespace jianzai {

namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

Reason commonest_refusal(const std::vector<FrameFinding>& frames) {
  std::map<Reason, int> counts;
  for (const FrameFinding& frame : frames) {
    if (frame.refusal) ++counts[*frame.refusal];
  }
  if (counts.empty()) return Reason::kNoFace;
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

}  // namespace

Decision decide(const Networks& networks, const Evidence& evidence) {
  if (networks.kind == NetworkKind::kNone) {
    return {AttemptResult::kReview, Reason::kNetworksMissing, std::nullopt, std::nullopt};
  }
  std::vector<double> scores;
  for (const FrameFinding& frame : evidence.frames) {
    if (frame.score) scores.push_back(*frame.score);
  }
  if (scores.empty()) {
    return {AttemptResult::kNotPassed, commonest_refusal(evidence.frames), std::nullopt,
            networks.accept_score};
  }
  Decision decision;
  decision.score = median(std::move(scores));
  decision.threshold = networks.accept_score;
  if (*decision.score >= networks.accept_score) {
    decision.result = AttemptResult::kPassed;
  } else if (networks.kind == NetworkKind::kStarter) {
    decision.result = AttemptResult::kReview;
    decision.reason = Reason::kNetworksStarter;
  } else if (*decision.score >= networks.review_score) {
    decision.result = AttemptResult::kReview;
    decision.reason = Reason::kLowMatch;
  } else {
    decision.result = AttemptResult::kNotPassed;
    decision.reason = Reason::kNotSame;
  }
  return decision;
}

}  // namespace jianzai
