#include "face/five_point_recogniser.h"

#include "face/align.h"
#include "face/embedding.h"

namespace jianzai::face {

FivePointRecogniser::FivePointRecogniser(const NetworkEntry& entry, std::unique_ptr<infer::Network> network)
    : network_(std::move(network)),
      places_(*entry.alignment),
      pixels_(entry.pixels),
      width_(entry.input_shape[3]),
      height_(entry.input_shape[2]) {}

Result<std::unique_ptr<Recogniser>> FivePointRecogniser::create(const NetworkEntry& entry,
                                                                std::unique_ptr<infer::Network> network) {
  const auto& shape = entry.input_shape;
  if (!entry.alignment || entry.pixels.colour == ColourOrder::kGray || shape.size() != 4 || shape[1] != 3 ||
      shape[2] <= 0 || shape[3] <= 0) {
    return fail(ErrorCode::kUnavailable, entry.name + ": five_points needs alignment and a 1x3xHxW input");
  }
  return std::unique_ptr<Recogniser>(new FivePointRecogniser(entry, std::move(network)));
}

Result<std::vector<float>> FivePointRecogniser::embed(const Image& image, const Face& face) const {
  const auto transform = fit_similarity(face.points, places_);
  if (!transform) return fail(ErrorCode::kInternal, "a face whose points coincide");
  const Image aligned = warp(image, *transform, width_, height_);
  auto out = TRY(network_->run(infer::to_tensor(aligned, pixels_)));
  return normalised(std::move(out.front().values));
}

}  // namespace jianzai::face
