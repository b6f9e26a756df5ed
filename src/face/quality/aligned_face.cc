#include "face/quality/aligned_face.h"

#include "face/align.h"

namespace jianzai::face::quality {
namespace {

// Brows to chin, cheek to cheek; narrow enough to leave out hair and ears.
bool on_face(int x, int y) {
  const float across = (static_cast<float>(x) - 56) / 30;
  const float along = (static_cast<float>(y) - 78) / 38;
  return across * across + along * along <= 1;
}

}  // namespace

std::optional<AlignedFace> align_face(const Image& image, const FivePoints& points) {
  const auto transform = fit_similarity(points, kAlignedPlaces);
  if (!transform) return std::nullopt;
  const Similarity back = transform->inverse();
  AlignedFace face;
  face.pixels = warp(image, *transform, kAlignedWidth_px, kAlignedHeight_px);
  face.luma.resize(AlignedFace::kPixels);
  face.inside.resize(AlignedFace::kPixels);
  face.region.resize(AlignedFace::kPixels);
  for (int y = 0; y < kAlignedHeight_px; ++y) {
    const std::uint8_t* pixel = face.pixels.row(y);
    for (int x = 0; x < kAlignedWidth_px; ++x, pixel += 3) {
      const std::size_t i = AlignedFace::at(x, y);
      face.luma[i] = 0.114F * pixel[0] + 0.587F * pixel[1] + 0.299F * pixel[2];
      const Point from = back.apply({static_cast<float>(x), static_cast<float>(y)});
      const bool inside = from.x >= 0 && from.y >= 0 && from.x <= static_cast<float>(image.width() - 1) &&
                          from.y <= static_cast<float>(image.height() - 1);
      face.inside[i] = inside ? 1 : 0;
      face.region[i] = inside && on_face(x, y) ? 1 : 0;
    }
  }
  return face;
}

}  // namespace jianzai::face::quality
