#include "face/engine.h"

#include <algorithm>

#include "base/limits.h"
#include "face/pipeline.h"

namespace jianzai::face {
namespace {

// From pixels of the decoded picture to pixels of the picture as it was sent.
Capture measure(const Face& face, const Decoded& decoded) {
  const float back = 1 / decoded.scale;
  Capture capture;
  capture.box = {face.box.x * back, face.box.y * back, face.box.width * back, face.box.height * back};
  for (std::size_t i = 0; i < face.points.size(); ++i) {
    capture.points[i] = {face.points[i].x * back, face.points[i].y * back};
  }
  capture.detector_score = face.score;
  capture.interocular_px = interocular_px(capture.points);
  capture.image_width = decoded.header.width;
  capture.image_height = decoded.header.height;
  return capture;
}

}  // namespace

Engine::Engine(ModelSet set, std::unique_ptr<FaceLocator> locator,
               std::vector<std::unique_ptr<Recogniser>> recognisers)
    : set_(std::move(set)), locator_(std::move(locator)), recognisers_(std::move(recognisers)) {}

Result<std::unique_ptr<Engine>> Engine::create(const ModelSet& set, int parallel) {
  auto locator = TRY(make_locator(set, parallel));
  std::vector<std::unique_ptr<Recogniser>> recognisers;
  for (const auto& step : set.entry.recognisers) {
    recognisers.push_back(TRY(make_recogniser(set, step, parallel)));
  }
  auto engine = std::unique_ptr<Engine>(new Engine(set, std::move(locator), std::move(recognisers)));
  // A network that loads may still not run, or give another shape: better now than with the first person.
  const Image grey(160, 160);
  TRY(engine->locator_->locate(grey));
  Face face{.box = {40, 40, 80, 80},
            .points = {Point{60, 70}, Point{100, 70}, Point{80, 90}, Point{64, 108}, Point{96, 108}},
            .outline68 = {},
            .score = 1};
  for (int i = 0; i < 68; ++i) {  // anything whose points do not coincide
    const int column = i % 9;
    const int row = i / 9;
    face.outline68.push_back({static_cast<float>(44 + 9 * column), static_cast<float>(48 + 9 * row)});
  }
  for (std::size_t i = 0; i < engine->recognisers_.size(); ++i) {
    const auto& step = set.entry.recognisers[i];
    const auto vector = TRY(engine->recognisers_[i]->embed(grey, face));
    const auto& shape = set.files.find(step.networks.back())->second.entry.output_shape;
    if (shape.empty() || static_cast<int>(vector.size()) != shape.back()) {
      return fail(ErrorCode::kUnavailable, step.networks.back() + ": another output than the manifest says");
    }
  }
  return engine;
}

Result<tl::expected<Capture, Refusal>> Engine::extract(ByteView jpeg, FacePick pick) const {
  using Outcome = tl::expected<Capture, Refusal>;
  const auto decoded = TRY(decode_jpeg(jpeg, kWorkingSide_px));
  const Image& image = decoded.image;
  const auto short_side = static_cast<std::uint32_t>(std::min(image.width(), image.height()));
  if (short_side < limits::kImageSideMin_px) return Outcome(tl::make_unexpected(Refusal::kNoFace));
  const auto faces = TRY(locator_->locate(image));
  const auto face = pick_face(faces, image.width(), image.height(), pick);
  if (!face) return Outcome(tl::make_unexpected(face.error()));
  Capture capture = measure(*face, decoded);
  capture.embedding.model_set = set_.id();
  for (const auto& recogniser : recognisers_) {
    capture.embedding.vectors.push_back(TRY(recogniser->embed(image, *face)));
  }
  return Outcome(std::move(capture));
}

Result<ComparisonScore> Engine::compare(const Embedding& a, const Embedding& b) const {
  if (a.model_set != set_.id()) {
    return fail(ErrorCode::kInternal, "an embedding of the set " + a.model_set + ", not " + set_.id());
  }
  return face::compare(a, b);
}

}  // namespace jianzai::face
