#include "pad/examine.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "face/models.h"
#include "face/pad/make.h"

namespace jianzai::face::pad::lab {
namespace {

StepKind kind_of(jianzai::StepKind kind) {
  switch (kind) {
    case jianzai::StepKind::kLook:
      return StepKind::kLook;
    case jianzai::StepKind::kColour:
      return StepKind::kColour;
    case jianzai::StepKind::kTurnLeft:
      return StepKind::kTurnLeft;
    case jianzai::StepKind::kTurnRight:
      return StepKind::kTurnRight;
    case jianzai::StepKind::kNod:
      return StepKind::kNod;
  }
  return StepKind::kLook;
}

Mode mode_of(ChallengeMode mode) {
  switch (mode) {
    case ChallengeMode::kColour:
      return Mode::kColour;
    case ChallengeMode::kPose:
      return Mode::kPose;
    case ChallengeMode::kStatic:
      return Mode::kStatic;
  }
  return Mode::kStatic;
}

}  // namespace

Result<std::unique_ptr<Examiner>> Examiner::create(const std::filesystem::path& manifest,
                                                   const std::filesystem::path& models, int parallel) {
  const auto read = TRY(read_manifest(manifest));
  const auto search = find_models(read, {models});
  if (!search.best || search.best->kind() != SetKind::kFull)
    return fail(ErrorCode::kUnavailable, search.explain());
  auto examiner = std::make_unique<Examiner>();
  examiner->engine_ = TRY(Engine::create(*search.best, parallel));
  examiner->passive_ = TRY(make_passive_pad(*search.best, parallel));
  return examiner;
}

Result<Examined> Examiner::examine(const Session& session, Likeness likeness) const {
  Examined examined;
  examined.presentation.mode = mode_of(session.challenge.mode);
  for (const auto& step : session.challenge.steps) {
    examined.presentation.steps.push_back({.kind = kind_of(step.kind), .shown = shown_at(step)});
  }
  examined.presentation.frames_in_all = session.shots.size();
  std::optional<Embedding> first;
  for (const auto& shot : session.shots) {
    auto decoded = TRY(decode_jpeg(shot.jpeg, kWorkingSide_px));
    auto inspected = TRY(engine_->inspect(std::move(decoded), FacePick::kSolePerson));
    if (!inspected) {
      ++examined.refused;
      continue;
    }
    Frame frame;
    frame.step = shot.step;
    frame.jpeg = shot.jpeg;
    frame.face = std::move(inspected->face);
    frame.landmarks = inspected->landmarks;
    frame.pose = inspected->pose;
    frame.captured_ms = shot.captured_ms;
    frame.received_ms = shot.received_ms;
    examined.images.push_back(std::make_unique<Image>(std::move(inspected->decoded.image)));
    frame.image = examined.images.back().get();
    if (likeness == Likeness::kCompared) {
      auto embedding = TRY(engine_->embed(*frame.image, frame.face));
      if (!first) {
        first = std::move(embedding);
      } else {
        const auto score = TRY(engine_->compare(*first, embedding));
        frame.likeness = score.value;
      }
    }
    examined.presentation.frames.push_back(std::move(frame));
  }
  return examined;
}

Result<Finding> Examiner::judge(const Examined& examined, bool passive) const {
  return pad::judge(examined.presentation, passive ? passive_.get() : nullptr,
                    engine_->models().thresholds().within_attempt());
}

Result<std::vector<Subject>> Examiner::load_subjects(const std::filesystem::path& faces,
                                                     std::size_t count) const {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  std::filesystem::recursive_directory_iterator walk(faces / "london", error);
  if (error) return fail(ErrorCode::kIo, "no photographs: " + error.message());
  for (const auto& entry : walk) {
    if (entry.path().extension() == ".jpg") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<Subject> subjects;
  for (const auto& file : files) {
    if (subjects.size() >= count) break;
    std::ifstream stream(file, std::ios::binary);
    const Bytes jpeg(std::istreambuf_iterator<char>(stream), {});
    auto decoded = TRY(decode_jpeg(jpeg));
    const auto inspected = TRY(engine_->inspect(std::move(decoded), FacePick::kNearestCentre));
    if (!inspected) continue;
    subjects.push_back(
        make_subject(file.parent_path().filename().string(), inspected->decoded.image,
                     inspected->landmarks ? five_points(*inspected->landmarks) : inspected->face.points,
                     inspected->face.box));
  }
  if (subjects.size() < 2) return fail(ErrorCode::kIo, "fewer than two photographs with a face");
  return subjects;
}

}  // namespace jianzai::face::pad::lab
