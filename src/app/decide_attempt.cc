#include "app/decide_attempt.h"

#include "app/open_review.h"
#include "app/pass_person.h"
#include "base/log.h"

namespace jianzai::app {
namespace {

struct Inputs {
  Attempt attempt;
  std::optional<Reference> reference;
  std::optional<Secret<Bytes>> reference_image;  // where its features have to be made
  std::vector<std::pair<int, Secret<Bytes>>> frames;
};

Result<Inputs> read_inputs(Ports& ports, const AttemptId& id) {
  const auto transaction = TRY(ports.store.begin_read());
  auto attempt = TRY(transaction->attempts().find(id));
  if (!attempt) return fail(ErrorCode::kNotFound);
  Inputs inputs{.attempt = std::move(*attempt), .reference = {}, .reference_image = {}, .frames = {}};
  const auto& networks = ports.faces.networks();
  if (inputs.attempt.state != AttemptState::kSubmitted || networks.kind == NetworkKind::kNone) return inputs;
  inputs.reference = TRY(transaction->references().find_active(inputs.attempt.person));
  if (inputs.reference &&
      (!inputs.reference->features || inputs.reference->features->network_set != networks.set)) {
    inputs.reference_image = TRY(transaction->references().image(inputs.reference->id));
  }
  for (const int sequence : TRY(transaction->attempts().frame_numbers(id))) {
    auto frame = TRY(transaction->attempts().frame(id, sequence));
    if (frame) inputs.frames.emplace_back(sequence, std::move(*frame));
  }
  return inputs;
}

// The reference's features for the networks of today; none when the photograph has no face that can be used.
Result<std::optional<Features>> features_of_reference(const FaceEngine& faces, const Inputs& inputs) {
  if (!inputs.reference_image) return inputs.reference->features;
  const auto features = TRY(faces.features(inputs.reference_image->reveal()));
  if (!features) return std::nullopt;
  return Features{.network_set = faces.networks().set, .embedding = *features};
}

Result<Evidence> examine(const FaceEngine& faces, const Features& reference, const Inputs& inputs) {
  Evidence evidence;
  for (const auto& [sequence, jpeg] : inputs.frames) {
    FrameFinding finding{.sequence = sequence, .score = {}, .refusal = {}};
    const auto features = TRY(faces.features(jpeg.reveal()));
    if (features) {
      finding.score = TRY(faces.compare(reference.embedding, *features));
    } else {
      finding.refusal = features.error();
    }
    evidence.frames.push_back(finding);
  }
  return evidence;
}

// A person decides what the machine could not.
Decision to_a_person(Reason reason) { return {AttemptResult::kReview, reason, std::nullopt, std::nullopt}; }

struct Verdict {
  Decision decision;
  std::optional<Features> new_features;
};

Result<Verdict> judge(const FaceEngine& faces, const Inputs& inputs) {
  if (faces.networks().kind == NetworkKind::kNone) return Verdict{decide(faces.networks(), {}), std::nullopt};
  if (!inputs.reference) return Verdict{to_a_person(Reason::kNoTemplate), std::nullopt};
  auto reference = TRY(features_of_reference(faces, inputs));
  if (!reference) return Verdict{to_a_person(Reason::kNoTemplate), std::nullopt};
  Verdict verdict{decide(faces.networks(), TRY(examine(faces, *reference, inputs))), std::nullopt};
  if (inputs.reference_image) verdict.new_features = std::move(reference);
  return verdict;
}

}  // namespace

Result<DecidedAttempt> decide_attempt(Ports& ports, const AttemptId& id) {
  auto inputs = read_inputs(ports, id);
  if (!inputs && inputs.error().code != ErrorCode::kCrypto) return fail(inputs.error());
  if (inputs && inputs->attempt.state != AttemptState::kSubmitted) {
    return DecidedAttempt{std::move(inputs->attempt), false};
  }
  auto judged = inputs ? judge(ports.faces, *inputs) : Result<Verdict>(fail(inputs.error()));
  if (!judged) {
    log::error("comparison_failed", {{"attempt", id.text()}, {"detail", judged.error().detail}});
    judged = Verdict{to_a_person(Reason::kNetworksMissing), std::nullopt};
  }

  const auto transaction = TRY(ports.store.begin_write());
  auto attempt = TRY(transaction->attempts().find(id));
  if (!attempt) return fail(ErrorCode::kNotFound);
  const auto decided = next_state(attempt->state, AttemptEvent::kDecide);
  if (!decided) return DecidedAttempt{std::move(*attempt), false};
  attempt->state = *decided;
  attempt->decided_at = ports.clock.now();
  attempt->decision = judged->decision;
  attempt->network_set = ports.faces.networks().set;
  if (judged->new_features) {
    TRY(transaction->references().set_features(inputs->reference->id, *judged->new_features));
  }
  switch (judged->decision.result) {
    case AttemptResult::kPassed:
      TRY(pass_person(*transaction, *attempt));
      TRY(transaction->attempts().erase_frames(id));
      break;
    case AttemptResult::kReview:
      TRY(transaction->reviews().insert(make_review(ports, *attempt, ReviewRequester::kPolicy)));
      break;
    case AttemptResult::kNotPassed:
      break;
  }
  TRY(transaction->attempts().update(*attempt, AttemptState::kSubmitted));
  TRY(transaction->commit());
  return DecidedAttempt{std::move(*attempt), true};
}

}  // namespace jianzai::app
