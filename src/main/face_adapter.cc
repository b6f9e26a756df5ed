#include "main/face_adapter.h"

#include <algorithm>

#include "face/pad/make.h"
#include "face/pad/presentation.h"
#include "face/quality/assess.h"

namespace jianzai {
namespace {

Reason reason_of(face::Refusal refusal) {
  switch (refusal) {
    case face::Refusal::kNoFace:
      return Reason::kNoFace;
    case face::Refusal::kManyFaces:
      return Reason::kManyFaces;
    case face::Refusal::kTooFar:
      return Reason::kTooFar;
  }
  return Reason::kNoFace;
}

// Both sides use the wire names of the reason codes.
Reason reason_of(face::quality::Advice advice) {
  return reason_from(to_text(advice)).value_or(Reason::kNoFace);
}

Thresholds thresholds_of(const face::Thresholds& thresholds) {
  return {.accept = thresholds.accept,
          .accept_high = thresholds.accept_high.value_or(1),
          .review = thresholds.review};
}

Networks networks_of(const face::ModelSet& models, std::string note) {
  Networks networks{
      .kind = models.kind() == face::SetKind::kFull ? NetworkKind::kFull : NetworkKind::kStarter,
      .set = models.id(),
      .raw = thresholds_of(models.thresholds()),
      .normalised = {},
      .cohort_people = 0,
      .note = std::move(note)};
  if (const auto& cohort = models.entry.cohort_thresholds) {
    networks.normalised = thresholds_of(cohort->thresholds);
    networks.cohort_people = static_cast<std::size_t>(cohort->cohort_people);
  }
  return networks;
}

// The scores of one person's references with a face; the most similar one counts.
class References {
 public:
  // Errors: kInternal when one is damaged.
  static Result<References> create(const face::Engine& engine, const app::Examination& examination,
                                   std::shared_ptr<const face::Cohort> cohort) {
    References references(engine, std::move(cohort), examination.person.text());
    for (const auto& bytes : examination.references) {
      auto embedding = TRY(face::embedding_from(bytes.reveal()));
      Row row{.embedding = std::move(embedding), .level = {}};
      row.level = TRY(references.level(row.embedding));
      references.rows_.push_back(std::move(row));
    }
    return references;
  }

  Result<FrameFinding> compare(int sequence, const face::Embedding& probe) const {
    FrameFinding finding{.sequence = sequence, .score = {}, .normalised = {}, .refusal = {}};
    const auto probe_level = TRY(level(probe));
    for (const Row& row : rows_) {
      const auto score = TRY(engine_->compare(row.embedding, probe));
      finding.score = std::max(finding.score.value_or(score.value), score.value);
      if (!probe_level || !row.level) continue;
      const double normalised = face::normalised_score(score, *row.level, *probe_level).value;
      finding.normalised = std::max(finding.normalised.value_or(normalised), normalised);
    }
    return finding;
  }

 private:
  struct Row {
    face::Embedding embedding;
    std::optional<double> level;
  };
  References(const face::Engine& engine, std::shared_ptr<const face::Cohort> cohort, std::string person)
      : engine_(&engine), cohort_(std::move(cohort)), person_(std::move(person)) {}

  Result<std::optional<double>> level(const face::Embedding& embedding) const {
    const auto& thresholds = engine_->models().entry.cohort_thresholds;
    if (!cohort_ || !thresholds) return std::nullopt;
    return cohort_->level(embedding, person_, thresholds->nearest_share);
  }

  const face::Engine* engine_;
  std::shared_ptr<const face::Cohort> cohort_;
  std::string person_;
  std::vector<Row> rows_;
};

face::pad::Mode mode_of(ChallengeMode mode) {
  switch (mode) {
    case ChallengeMode::kColour:
      return face::pad::Mode::kColour;
    case ChallengeMode::kPose:
      return face::pad::Mode::kPose;
    case ChallengeMode::kStatic:
      return face::pad::Mode::kStatic;
  }
  return face::pad::Mode::kStatic;
}

face::pad::Step step_of(const ChallengeStep& step) {
  using face::pad::StepKind;
  face::pad::Step out;
  switch (step.kind) {
    case jianzai::StepKind::kLook:
      break;
    case jianzai::StepKind::kColour:
      out.kind = StepKind::kColour;
      break;
    case jianzai::StepKind::kTurnLeft:
      out.kind = StepKind::kTurnLeft;
      break;
    case jianzai::StepKind::kTurnRight:
      out.kind = StepKind::kTurnRight;
      break;
    case jianzai::StepKind::kNod:
      out.kind = StepKind::kNod;
      break;
  }
  if (step.colour) {
    out.shown = face::pad::linear_from_srgb(step.colour->red, step.colour->green, step.colour->blue);
  }
  return out;
}

PadFinding finding_of(const face::pad::Finding& finding) {
  switch (finding.verdict) {
    case face::pad::Verdict::kBonaFide:
      return {PadVerdict::kBonaFide, finding.notes};
    case face::pad::Verdict::kUnsure:
      return {PadVerdict::kUnsure, finding.notes};
    case face::pad::Verdict::kAttack:
      return {PadVerdict::kAttack, finding.notes};
  }
  return {};
}

// A frame with a face, as long as its pixels are needed.
struct Seen {
  const app::CapturedFrame* frame;
  face::Inspection inspection;
  face::Embedding embedding;
};

// In the dark the locator loses the face: then the darkness is the reason.
Result<Reason> why_refused(face::Refusal refusal, const app::CapturedFrame& frame) {
  if (refusal != face::Refusal::kNoFace) return reason_of(refusal);
  const auto decoded = TRY(decode_jpeg(frame.jpeg.reveal(), face::kWorkingSide_px));
  return reason_of(face::quality::advise_empty(decoded.image).front());
}

// As far as they can be seen: in light, sharp, not turned.
bool has_shut_eyes(const face::quality::QualityReport& report) {
  const auto advice = face::quality::advise(report);
  return std::ranges::find(advice, face::quality::Advice::kEyesClosed) != advice.end();
}

// One that face::pad::is_virtual_camera knows.
constexpr std::string_view kVirtualCameraName = "virtual";

double to_ms(Time time) { return static_cast<double>(to_unix_ms(time)); }

}  // namespace

FaceEngineAdapter::FaceEngineAdapter(std::unique_ptr<face::Engine> engine,
                                     std::unique_ptr<face::pad::PassivePad> passive, std::string note)
    : engine_(std::move(engine)),
      passive_(std::move(passive)),
      networks_(networks_of(engine_->models(), std::move(note))) {}

Result<tl::expected<Secret<Bytes>, Reason>> FaceEngineAdapter::features(ByteView jpeg) const {
  using Outcome = tl::expected<Secret<Bytes>, Reason>;
  const auto capture = TRY(engine_->extract(jpeg, face::FacePick::kSolePerson));
  if (!capture) return Outcome(tl::make_unexpected(reason_of(capture.error())));
  return Outcome(Secret(face::to_bytes(capture->embedding)));
}

Result<void> FaceEngineAdapter::check_image(ByteView jpeg) const { return check_jpeg(jpeg); }

Result<std::vector<Reason>> FaceEngineAdapter::advise(ByteView jpeg) const {
  auto decoded = TRY(decode_jpeg(jpeg, face::kWorkingSide_px));
  std::vector<Reason> reasons;
  for (const auto advice : TRY(face::quality::advise(*engine_, std::move(decoded)))) {
    reasons.push_back(reason_of(advice));
  }
  return reasons;
}

bool FaceEngineAdapter::is_virtual_camera(std::string_view name) const {
  return face::pad::is_virtual_camera(name);
}

Result<Evidence> FaceEngineAdapter::examine(const app::Examination& examination) const {
  const auto references = TRY(References::create(*engine_, examination, cohort()));
  const auto& steps = examination.challenge.steps;
  Evidence evidence;
  bool sees_open_eyes = false;
  std::vector<Seen> seen;
  for (const app::CapturedFrame& frame : examination.frames) {
    const auto step = static_cast<std::size_t>(frame.step);
    if (step >= steps.size()) return fail(ErrorCode::kInternal, "a frame of a step that is not there");
    const bool is_compared = steps[step].kind == jianzai::StepKind::kLook;
    const auto refuse = [&](Reason reason) {
      evidence.frames.push_back(
          {.sequence = frame.sequence, .score = {}, .normalised = {}, .refusal = reason});
    };
    auto decoded = TRY(decode_jpeg(frame.jpeg.reveal(), face::kWorkingSide_px));
    auto inspection = TRY(engine_->inspect(std::move(decoded), face::FacePick::kSolePerson));
    if (!inspection) {
      if (is_compared) refuse(TRY(why_refused(inspection.error(), frame)));
      continue;
    }
    if (is_compared) {
      const auto report = face::quality::assess(*inspection);
      if (const auto fault = face::quality::refusal(report)) {
        refuse(reason_of(*fault));
        continue;
      }
      sees_open_eyes = sees_open_eyes || !has_shut_eyes(report);
    }
    auto embedding = TRY(engine_->embed(inspection->decoded.image, inspection->face));
    if (is_compared) evidence.frames.push_back(TRY(references.compare(frame.sequence, embedding)));
    seen.push_back(
        {.frame = &frame, .inspection = std::move(*inspection), .embedding = std::move(embedding)});
  }

  evidence.eyes_shut = !seen.empty() && !sees_open_eyes;

  face::pad::Presentation presentation;
  presentation.mode = mode_of(examination.challenge.mode);
  presentation.frames_in_all = examination.frames.size();
  // Its own name was not kept.
  if (examination.is_virtual_camera) presentation.camera_name = kVirtualCameraName;
  for (const ChallengeStep& step : steps) presentation.steps.push_back(step_of(step));
  for (const Seen& one : seen) {
    face::pad::Frame frame;
    frame.step = static_cast<std::size_t>(one.frame->step);
    frame.jpeg = one.frame->jpeg.reveal();
    frame.image = &one.inspection.decoded.image;
    frame.face = one.inspection.face;
    frame.landmarks = one.inspection.landmarks;
    frame.pose = one.inspection.pose;
    frame.likeness = TRY(engine_->compare(seen.front().embedding, one.embedding)).value;
    if (one.frame->captured_at) frame.captured_ms = to_ms(*one.frame->captured_at);
    frame.received_ms = to_ms(one.frame->received_at);
    frame.is_seen = one.frame->is_seen;
    presentation.frames.push_back(std::move(frame));
  }
  evidence.pad = finding_of(
      TRY(face::pad::judge(presentation, passive_.get(), engine_->models().thresholds().within_attempt())));
  return evidence;
}

Result<void> FaceEngineAdapter::use_cohort(std::vector<app::CohortMember> members) {
  std::shared_ptr<const face::Cohort> cohort;
  if (!members.empty()) {
    std::vector<face::Cohort::Member> rows;
    for (const app::CohortMember& member : members) {
      auto embedding = TRY(face::embedding_from(member.features.reveal()));
      rows.push_back({.person = member.person.text(), .embedding = std::move(embedding)});
    }
    cohort = std::make_shared<const face::Cohort>(TRY(face::Cohort::create(rows)));
  }
  const std::lock_guard lock(mutex_);
  cohort_ = std::move(cohort);
  return {};
}

std::shared_ptr<const face::Cohort> FaceEngineAdapter::cohort() const {
  const std::lock_guard lock(mutex_);
  return cohort_;
}

Result<tl::expected<Secret<Bytes>, Reason>> NoNetworks::features(ByteView) const {
  return fail(ErrorCode::kUnavailable, networks_.note);
}

Result<void> NoNetworks::check_image(ByteView jpeg) const { return check_jpeg(jpeg); }

Result<std::vector<Reason>> NoNetworks::advise(ByteView jpeg) const {
  TRY(check_jpeg(jpeg));
  return std::vector<Reason>{};
}

bool NoNetworks::is_virtual_camera(std::string_view name) const { return face::pad::is_virtual_camera(name); }

Result<Evidence> NoNetworks::examine(const app::Examination&) const {
  return fail(ErrorCode::kUnavailable, networks_.note);
}

Result<void> NoNetworks::use_cohort(std::vector<app::CohortMember>) { return {}; }

std::unique_ptr<app::FaceEngine> open_face_engine(const std::filesystem::path& manifest_file, int parallel) {
  const auto manifest = face::read_manifest(manifest_file);
  if (!manifest) return std::make_unique<NoNetworks>(manifest_file.string() + ": " + manifest.error().detail);
  const auto search = face::find_models(*manifest, face::model_directories());
  if (!search.best) return std::make_unique<NoNetworks>(search.explain());
  auto engine = face::Engine::create(*search.best, parallel);
  if (!engine) return std::make_unique<NoNetworks>(search.best->id() + ": " + engine.error().detail);
  auto passive = face::pad::make_passive_pad(*search.best, parallel);
  if (!passive) return std::make_unique<NoNetworks>(search.best->id() + ": " + passive.error().detail);
  const bool is_full = search.best->kind() == face::SetKind::kFull;
  return std::make_unique<FaceEngineAdapter>(std::move(*engine), std::move(*passive),
                                             is_full ? std::string() : search.explain());
}

}  // namespace jianzai
