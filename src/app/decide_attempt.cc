#include "app/decide_attempt.h"

#include <algorithm>

#include "app/open_review.h"
#include "app/pass_person.h"
#include "app/reported_deaths.h"
#include "app/write.h"
#include "base/log.h"
#include "base/random.h"

namespace jianzai::app {
namespace {

struct Inputs {
  Attempt attempt;
  std::optional<Person> person;
  std::vector<Reference> references;
  std::vector<std::pair<ReferenceId, Secret<Bytes>>> images;  // of references whose features have to be made
  std::vector<CapturedFrame> frames;
};

Result<Inputs> read_inputs(Ports& ports, const AttemptId& id) {
  const auto transaction = TRY(ports.store.begin_read());
  auto attempt = TRY(transaction->attempts().find(id));
  if (!attempt) return fail(ErrorCode::kNotFound);
  Inputs inputs{.attempt = std::move(*attempt), .person = {}, .references = {}, .images = {}, .frames = {}};
  const auto& networks = ports.faces.networks();
  if (inputs.attempt.state != AttemptState::kSubmitted || networks.kind == NetworkKind::kNone) return inputs;
  inputs.person = TRY(transaction->persons().find(inputs.attempt.person));
  inputs.references = TRY(transaction->references().active(inputs.attempt.person));
  for (const Reference& reference : inputs.references) {
    if (reference.features && reference.features->network_set == networks.set) continue;
    auto image = TRY(transaction->references().image(reference.id));
    inputs.images.emplace_back(reference.id, std::move(image));
  }
  inputs.frames = TRY(transaction->attempts().frames(id));
  return inputs;
}

using NewFeatures = std::vector<std::pair<ReferenceId, Features>>;

// Features for the networks of today; of photographs that have no face that can be used there are none.
Result<NewFeatures> make_features(const FaceEngine& faces, const Inputs& inputs) {
  NewFeatures made;
  for (const auto& [id, image] : inputs.images) {
    auto features = TRY(faces.features(image.reveal()));
    if (!features) continue;
    made.emplace_back(id, Features{.network_set = faces.networks().set, .embedding = std::move(*features)});
  }
  return made;
}

// Those of the networks of today; none where the photograph has no face that can be used.
const Features* features_for(const Reference& reference, const NewFeatures& made, const std::string& set) {
  if (reference.features && reference.features->network_set == set) return &*reference.features;
  const auto found = std::ranges::find(made, reference.id, &NewFeatures::value_type::first);
  return found == made.end() ? nullptr : &found->second;
}

// A person decides what the machine could not.
Decision to_a_person(Reason reason) {
  Decision decision;
  decision.reason = reason;
  return decision;
}

struct Verdict {
  Decision decision;
  std::string findings;
  NewFeatures new_features;
};

// What was wrong with the frames of the look, for a reviewer: `quality=2:DARK,5:BLUR`, or `quality=fine`.
std::string quality_notes(const Evidence& evidence) {
  std::string faults;
  for (const FrameFinding& frame : evidence.frames) {
    if (!frame.refusal) continue;
    if (!faults.empty()) faults += ',';
    faults += std::to_string(frame.sequence) + ':' + std::string(name_of(kReasonNames, *frame.refusal));
  }
  if (evidence.eyes_shut) faults += (faults.empty() ? "" : ",") + std::string("EYES_CLOSED");
  return "quality=" + (faults.empty() ? "fine" : faults);
}

Result<Verdict> judge(const Ports& ports, Inputs& inputs) {
  const FaceEngine& faces = ports.faces;
  Verdict verdict;
  Circumstances circumstances{.mode = inputs.attempt.challenge.mode};
  if (faces.networks().kind == NetworkKind::kNone) {
    verdict.decision = decide(faces.networks(), circumstances, {});
    return verdict;
  }
  verdict.new_features = TRY(make_features(faces, inputs));
  Examination examination{.person = inputs.attempt.person,
                          .references = {},
                          .challenge = inputs.attempt.challenge,
                          .is_virtual_camera = inputs.attempt.is_virtual_camera,
                          .frames = std::move(inputs.frames)};
  bool has_photograph = false;
  for (const Reference& reference : inputs.references) {
    const Features* features = features_for(reference, verdict.new_features, faces.networks().set);
    if (features == nullptr) continue;
    examination.references.push_back(features->embedding);
    has_photograph = has_photograph || !is_weak(reference.source);
  }
  if (!inputs.person || examination.references.empty()) {
    verdict.decision = to_a_person(Reason::kNoTemplate);
    return verdict;
  }
  const Evidence evidence = TRY(faces.examine(examination));
  circumstances.assurance = inputs.person->assurance();
  circumstances.is_reference_weak = !has_photograph;
  circumstances.looks_only = inputs.person->looks_only;
  circumstances.is_sampled =
      draw(100, ports.random) < static_cast<std::size_t>(ports.settings.looks_only_sample_percent);
  verdict.decision = decide(faces.networks(), circumstances, evidence);
  verdict.findings = evidence.pad.notes + (evidence.pad.notes.empty() ? "" : " ") + quality_notes(evidence);
  return verdict;
}

}  // namespace

Result<DecidedAttempt> decide_attempt(Ports& ports, const AttemptId& id) {
  auto inputs = read_inputs(ports, id);
  if (!inputs && inputs.error().code != ErrorCode::kCrypto) return fail(inputs.error());
  if (inputs && inputs->attempt.state != AttemptState::kSubmitted) {
    return DecidedAttempt{std::move(inputs->attempt), false};
  }
  auto judged = inputs ? judge(ports, *inputs) : Result<Verdict>(fail(inputs.error()));
  if (!judged) {
    log::error("comparison_failed", {{"attempt", id.text()}, {"detail", judged.error().detail}});
    judged = Verdict{to_a_person(Reason::kNetworksMissing), {}, {}};
  }

  return write(ports.store, [&](Transaction& transaction) -> Result<DecidedAttempt> {
    auto attempt = TRY(transaction.attempts().find(id));
    if (!attempt) return fail(ErrorCode::kNotFound);
    const auto decided = next_state(attempt->state, AttemptEvent::kDecide);
    if (!decided) return DecidedAttempt{std::move(*attempt), false};
    attempt->state = *decided;
    attempt->decided_at = ports.clock.now();
    Decision decision = judged->decision;
    const bool is_held = decision.result == AttemptResult::kPassed &&
                         !TRY(reported_deaths(ports, transaction, attempt->person)).empty();
    if (is_held) {
      decision.result = AttemptResult::kReview;
      decision.reason = Reason::kRecordCheck;
    }
    attempt->decision = decision;
    attempt->network_set = ports.faces.networks().set;
    attempt->findings = judged->findings;
    for (const auto& [reference, features] : judged->new_features) {
      TRY(transaction.references().set_features(reference, features));
    }
    switch (decision.result) {
      case AttemptResult::kPassed:
        TRY(pass_person(ports, transaction, *attempt, PassedBy::kEngine));
        TRY(transaction.attempts().erase_frames(id));
        break;
      case AttemptResult::kReview:
        TRY(open_review(ports, transaction, *attempt, ReviewRequester::kPolicy));
        break;
      case AttemptResult::kNotPassed:
        break;
    }
    TRY(transaction.attempts().update(*attempt, AttemptState::kSubmitted));
    return DecidedAttempt{std::move(*attempt), true};
  });
}

}  // namespace jianzai::app
