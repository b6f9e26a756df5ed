// The biometric engine: from a JPEG to an embedding, and from two embeddings to a score.
//
// A model set (models.h) names its pipeline: one FaceLocator and one or more Recognisers, each a `method`.
//   locator    `yunet`        YuNet 2022mar (yunet.h): box, 5 points
//              `ssd_outline`  SSD, then 68 points (outline_locator.h); the starter set's
//   recogniser `five_points`  similarity alignment of 5 points to the network's reference points, then a
//                             network with raw 0-255 input (five_point_recogniser.h)
//              `dlib_chip`    dlib's chip by 68 points and its ResNet (dlib_recogniser.h); the starter set's
// To add a pipeline: write a FaceLocator (locate.h; fill `points`, and `outline68` if there are 68) and/or a
// Recogniser (recognise.h) in files of their own, add a line for their method to make_locator /
// make_recogniser in pipeline.cc, and a [[set]] to models/manifest.toml. Nothing else changes.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/bytes.h"
#include "base/result.h"
#include "face/embedding.h"
#include "face/geometry.h"
#include "face/head_pose.h"
#include "face/landmarks.h"
#include "face/locate.h"
#include "face/models.h"
#include "face/pick.h"
#include "face/recognise.h"
#include "image/image.h"

namespace jianzai::face {

// Pictures are decoded to a long side of at least this (and less than twice this), which leaves a face that
// fills a tenth of it 60 px between the eyes.
inline constexpr int kWorkingSide_px = 1280;

// One usable face. Box, points and distances are in pixels of the upright picture as it was sent.
struct Capture {
  Embedding embedding;
  Box box;
  FivePoints points{};
  float detector_score = 0;  // [0, 1]
  float interocular_px = 0;
  int image_width = 0;
  int image_height = 0;
};

// One picture looked at, before anything is compared. Places are in pixels of `decoded.image`.
struct Inspection {
  Decoded decoded;
  Face face;
  std::optional<Landmarks106> landmarks;  // of sets that name a landmark network
  std::optional<HeadPose> pose;           // of sets that name a head pose network
};

// How closely a picture is searched for faces.
enum class Search {
  kThorough,  // as it is
  kQuick,     // shrunk to kQuickSide_px, and as it is only when nothing is found there: for hints
};
inline constexpr int kQuickSide_px = 320;

// Thread-safe; immutable after create. `extract` with fusion-2026.1 on one core: 41 ms for 250x250, 66 ms for
// 640x480 and 1280x720, 86 ms for 12 megapixels. It waits while `parallel` others are inside the same
// network.
class Engine {
 public:
  // Loads and checks every network of the set, `parallel` instances each (27 MB, 8 MB for each further one).
  // Also sets OpenCV to one thread per call, process-wide: parallelism is the caller's. Errors: kIo,
  // kUnavailable when a file is missing, altered, cannot be loaded or has another shape than the manifest
  // says, or when the set names a method that is not built in.
  [[nodiscard]] static Result<std::unique_ptr<Engine>> create(const ModelSet& set, int parallel);

  // The face of a JPEG, or why there is none to be used (a value).
  // Errors: those of decode_jpeg for what is no picture; kInternal when a network fails.
  [[nodiscard]] Result<tl::expected<Capture, Refusal>> extract(ByteView jpeg, FacePick pick) const;

  // The face of a decoded picture with its landmarks and pose, or why there is none to be used (a value).
  // Errors: kInternal when a network fails.
  [[nodiscard]] Result<tl::expected<Inspection, Refusal>> inspect(Decoded decoded, FacePick pick,
                                                                  Search search = Search::kThorough) const;

  // Errors: kInternal when a network fails.
  [[nodiscard]] Result<Embedding> embed(const Image& image, const Face& face) const;

  // Two embeddings of this engine's set. Errors: kInternal when one is of another set or shape.
  [[nodiscard]] Result<ComparisonScore> compare(const Embedding& a, const Embedding& b) const;

  [[nodiscard]] const ModelSet& models() const { return set_; }

 private:
  explicit Engine(ModelSet set) : set_(std::move(set)) {}
  [[nodiscard]] Result<tl::expected<Face, Refusal>> find(const Decoded& decoded, FacePick pick,
                                                         Search search) const;

  ModelSet set_;
  std::unique_ptr<FaceLocator> locator_;
  std::vector<std::unique_ptr<Recogniser>> recognisers_;
  std::unique_ptr<Landmarks106Finder> landmarks_;  // null when the set names none
  std::unique_ptr<HeadPoseEstimator> head_pose_;   // null when the set names none
};

}  // namespace jianzai::face
