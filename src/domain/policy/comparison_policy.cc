#include "domain/policy/comparison_policy.h"

#include <algorithm>
#include <cmath>
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

// For a face that is the person's: is it a living one?
void judge_liveness(NetworkKind kind, const Circumstances& circumstances, const Evidence& evidence,
                    Decision& decision) {
  const PadFinding& pad = evidence.pad;
  const bool may_look_only = circumstances.looks_only && circumstances.assurance == AssuranceLevel::kStandard;
  if (pad.verdict == PadVerdict::kAttack) {
    decision.result = AttemptResult::kReview;
    decision.reason = Reason::kSpoofRisk;
  } else if (evidence.eyes_shut && !circumstances.looks_only) {
    decision.result = AttemptResult::kNotPassed;
    decision.reason = Reason::kEyesClosed;
  } else if (circumstances.mode == ChallengeMode::kStatic || evidence.eyes_shut) {
    if (!evidence.eyes_shut && may_look_only && pad.verdict == PadVerdict::kBonaFide &&
        !circumstances.is_sampled) {
      decision.result = AttemptResult::kPassed;
    } else {
      decision.result = AttemptResult::kReview;
      decision.reason = Reason::kLowAssurance;
    }
  } else if (pad.verdict == PadVerdict::kBonaFide) {
    decision.result = AttemptResult::kPassed;
  } else if (kind ==
             NetworkKind::kStarter) {  // they have too little to tell: it may not be the person's fault
    decision.result = AttemptResult::kReview;
    decision.reason = Reason::kNetworksStarter;
  } else {
    decision.result = AttemptResult::kNotPassed;
    decision.reason = Reason::kActionMissed;
  }
}

void look_at_weak(Decision& decision) {
  const bool passes = decision.result == AttemptResult::kPassed;
  if (!passes && decision.reason != Reason::kNotSame) return;
  decision.result = AttemptResult::kReview;
  decision.reason = passes ? Reason::kLowAssurance : Reason::kLowMatch;
}

}  // namespace

Decision decide(const Networks& networks, const Circumstances& circumstances, const Evidence& evidence) {
  Decision decision;
  if (networks.kind == NetworkKind::kNone) {
    decision.reason = Reason::kNetworksMissing;
    return decision;
  }
  std::vector<double> scores;
  std::vector<double> normalised;
  for (const FrameFinding& frame : evidence.frames) {
    if (frame.score) scores.push_back(*frame.score);
    if (frame.score && frame.normalised) normalised.push_back(*frame.normalised);
  }
  const bool has_cohort = networks.normalised && !scores.empty() && normalised.size() == scores.size();
  const Thresholds& thresholds = has_cohort ? *networks.normalised : networks.raw;
  const double accept = thresholds.accept_at(circumstances.assurance);
  decision.threshold = accept;
  if (scores.empty()) {
    decision.result = AttemptResult::kNotPassed;
    decision.reason = commonest_refusal(evidence.frames);
    return decision;
  }
  decision.score = median(std::move(scores));
  if (has_cohort) decision.normalised = median(std::move(normalised));
  const double score = has_cohort ? *decision.normalised : *decision.score;
  if (score >= accept) {
    judge_liveness(networks.kind, circumstances, evidence, decision);
  } else if (networks.kind == NetworkKind::kStarter) {
    decision.result = AttemptResult::kReview;
    decision.reason = Reason::kNetworksStarter;
  } else if (score >= thresholds.review) {
    decision.result = AttemptResult::kReview;
    decision.reason = Reason::kLowMatch;
  } else {
    decision.result = AttemptResult::kNotPassed;
    decision.reason = Reason::kNotSame;
  }
  if (circumstances.is_reference_weak) look_at_weak(decision);
  return decision;
}

int mapped_score(double score, double accept) {
  const double mapped = score < accept ? 80 * score / accept
                        : accept < 1   ? 80 + 20 * (score - accept) / (1 - accept)
                                       : 80;
  return static_cast<int>(std::lround(std::clamp(mapped, 0.0, 100.0)));
}

}  // namespace jianzai
