#include "face/engine.h"

#include <algorithm>
#include <cmath>

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

// Looks for faces in the picture shrunk to kQuickSide_px, and in the whole one when there are none.
Result<std::vector<Face>> locate_quickly(const FaceLocator& locator, const Image& image) {
  const float shrink =
      static_cast<float>(kQuickSide_px) / static_cast<float>(std::max(image.width(), image.height()));
  if (shrink >= 1) return locator.locate(image);
  const auto side = [&](int px) {
    return std::max(1, static_cast<int>(std::lround(shrink * static_cast<float>(px))));
  };
  const Image small = resize(image, side(image.width()), side(image.height()));
  auto faces = TRY(locator.locate(small));
  if (faces.empty()) return locator.locate(image);
  const float x = static_cast<float>(image.width()) / static_cast<float>(small.width());
  const float y = static_cast<float>(image.height()) / static_cast<float>(small.height());
  for (Face& face : faces) {
    face.box = {face.box.x * x, face.box.y * y, face.box.width * x, face.box.height * y};
    for (Point& point : face.points) point = {point.x * x, point.y * y};
    for (Point& point : face.outline68) point = {point.x * x, point.y * y};
  }
  return faces;
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::create(const ModelSet& set, int parallel) {
  auto engine = std::unique_ptr<Engine>(new Engine(set));
  engine->locator_ = TRY(make_locator(set, parallel));
  for (const auto& step : set.entry.recognisers) {
    engine->recognisers_.push_back(TRY(make_recogniser(set, step, parallel)));
  }
  engine->landmarks_ = TRY(make_landmarks(set, parallel));
  engine->head_pose_ = TRY(make_head_pose(set, parallel));
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
  if (engine->landmarks_) TRY(engine->landmarks_->find(grey, face));
  if (engine->head_pose_) TRY(engine->head_pose_->estimate(grey, face.points));
  return engine;
}

Result<tl::expected<Face, Refusal>> Engine::find(const Decoded& decoded, FacePick pick, Search search) const {
  const Image& image = decoded.image;
  const auto short_side = static_cast<std::uint32_t>(std::min(image.width(), image.height()));
  if (short_side < limits::kImageSideMin_px) return tl::make_unexpected(Refusal::kNoFace);
  const auto faces =
      TRY(search == Search::kQuick ? locate_quickly(*locator_, image) : locator_->locate(image));
  return pick_face(faces, image.width(), image.height(), pick);
}

Result<tl::expected<Capture, Refusal>> Engine::extract(ByteView jpeg, FacePick pick) const {
  using Outcome = tl::expected<Capture, Refusal>;
  const auto decoded = TRY(decode_jpeg(jpeg, kWorkingSide_px));
  const auto face = TRY(find(decoded, pick, Search::kThorough));
  if (!face) return Outcome(tl::make_unexpected(face.error()));
  Capture capture = measure(*face, decoded);
  capture.embedding = TRY(embed(decoded.image, *face));
  return Outcome(std::move(capture));
}

Result<tl::expected<Inspection, Refusal>> Engine::inspect(Decoded decoded, FacePick pick,
                                                          Search search) const {
  using Outcome = tl::expected<Inspection, Refusal>;
  auto face = TRY(find(decoded, pick, search));
  if (!face) return Outcome(tl::make_unexpected(face.error()));
  Inspection inspection{.decoded = std::move(decoded), .face = std::move(*face), .landmarks = {}, .pose = {}};
  const Image& image = inspection.decoded.image;
  if (landmarks_) inspection.landmarks = TRY(landmarks_->find(image, inspection.face));
  if (head_pose_) {
    const FivePoints points =
        inspection.landmarks ? five_points(*inspection.landmarks) : inspection.face.points;
    inspection.pose = TRY(head_pose_->estimate(image, points));
  }
  return Outcome(std::move(inspection));
}

Result<Embedding> Engine::embed(const Image& image, const Face& face) const {
  Embedding embedding;
  embedding.model_set = set_.id();
  for (const auto& recogniser : recognisers_) {
    embedding.vectors.push_back(TRY(recogniser->embed(image, face)));
  }
  return embedding;
}

Result<ComparisonScore> Engine::compare(const Embedding& a, const Embedding& b) const {
  if (a.model_set != set_.id()) {
    return fail(ErrorCode::kInternal, "an embedding of the set " + a.model_set + ", not " + set_.id());
  }
  return face::compare(a, b);
}

}  // namespace jianzai::face
