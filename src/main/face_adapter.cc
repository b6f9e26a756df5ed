#include "main/face_adapter.h"

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

}  // namespace

FaceEngineAdapter::FaceEngineAdapter(std::unique_ptr<face::Engine> engine, std::string note)
    : engine_(std::move(engine)) {
  const face::ModelSet& models = engine_->models();
  networks_ = {.kind = models.kind() == face::SetKind::kFull ? NetworkKind::kFull : NetworkKind::kStarter,
               .set = models.id(),
               .accept_score = models.thresholds().accept,
               .review_score = models.thresholds().review,
               .note = std::move(note)};
}

Result<tl::expected<Secret<Bytes>, Reason>> FaceEngineAdapter::features(ByteView jpeg) const {
  using Outcome = tl::expected<Secret<Bytes>, Reason>;
  const auto capture = TRY(engine_->extract(jpeg, face::FacePick::kSolePerson));
  if (!capture) return Outcome(tl::make_unexpected(reason_of(capture.error())));
  return Outcome(Secret(face::to_bytes(capture->embedding)));
}

Result<void> FaceEngineAdapter::check_image(ByteView jpeg) const { return face::check_jpeg(jpeg); }

Result<double> FaceEngineAdapter::compare(const Secret<Bytes>& a, const Secret<Bytes>& b) const {
  const auto score =
      TRY(engine_->compare(TRY(face::embedding_from(a.reveal())), TRY(face::embedding_from(b.reveal()))));
  return score.value;
}

Result<tl::expected<Secret<Bytes>, Reason>> NoNetworks::features(ByteView) const {
  return fail(ErrorCode::kUnavailable, networks_.note);
}

Result<void> NoNetworks::check_image(ByteView jpeg) const { return face::check_jpeg(jpeg); }

Result<double> NoNetworks::compare(const Secret<Bytes>&, const Secret<Bytes>&) const {
  return fail(ErrorCode::kUnavailable, networks_.note);
}

std::unique_ptr<app::FaceEngine> open_face_engine(const std::filesystem::path& manifest_file, int parallel) {
  const auto manifest = face::read_manifest(manifest_file);
  if (!manifest) return std::make_unique<NoNetworks>(manifest_file.string() + ": " + manifest.error().detail);
  const auto search = face::find_models(*manifest, face::model_directories());
  if (!search.best) return std::make_unique<NoNetworks>(search.explain());
  auto engine = face::Engine::create(*search.best, parallel);
  if (!engine) return std::make_unique<NoNetworks>(search.best->id() + ": " + engine.error().detail);
  const bool is_full = search.best->kind() == face::SetKind::kFull;
  return std::make_unique<FaceEngineAdapter>(std::move(*engine), is_full ? std::string() : search.explain());
}

}  // namespace jianzai
