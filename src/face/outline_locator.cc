#include "face/outline_locator.h"

#include <algorithm>

#include "face/align.h"

namespace jianzai::face {
namespace {

constexpr int kCropSide_px = 112;
constexpr std::size_t kPoints = 68;

// The points in the middle of each eye, the nose tip and the mouth corners. Image-left is the person's right.
FivePoints five_of(const std::vector<Point>& outline) {
  const auto middle = [&](std::size_t first) {
    Point sum;
    for (std::size_t i = first; i < first + 6; ++i)
      sum = {sum.x + outline[i].x / 6, sum.y + outline[i].y / 6};
    return sum;
  };
  return {middle(36), middle(42), outline[30], outline[48], outline[54]};
}

}  // namespace

Result<std::vector<Point>> OutlineLocator::outline_of(const Image& image, const Box& box) const {
  // A square about the box's middle; it may reach beyond the picture.
  const double scale = kCropSide_px / static_cast<double>(std::max(box.width, box.height));
  const Point centre = box.centre();
  const Similarity crop{.a = scale,
                        .b = 0,
                        .dx = kCropSide_px / 2.0 - scale * centre.x,
                        .dy = kCropSide_px / 2.0 - scale * centre.y};
  const auto out = TRY(landmarks_->run(
      infer::to_tensor(warp(image, crop, kCropSide_px, kCropSide_px), {.colour = ColourOrder::kRgb})));
  const auto& values = out.front().values;
  if (values.size() != 2 * kPoints) return fail(ErrorCode::kInternal, "no 68 landmarks");
  std::vector<Point> outline;
  for (std::size_t i = 0; i < kPoints; ++i) {
    outline.push_back({static_cast<float>((values[2 * i] * kCropSide_px - crop.dx) / scale),
                       static_cast<float>((values[2 * i + 1] * kCropSide_px - crop.dy) / scale)});
  }
  return outline;
}

Result<std::vector<Face>> OutlineLocator::locate(const Image& image) const {
  std::vector<FaceBox> boxes;
  for (const float margin : kMargins) {
    boxes = TRY(detector_->detect(image, margin));
    if (!boxes.empty()) break;
  }
  if (boxes.size() > kFacesMax) boxes.resize(kFacesMax);
  std::vector<Face> faces;
  for (const auto& found : boxes) {
    auto outline = TRY(outline_of(image, found.box));
    const FivePoints points = five_of(outline);
    faces.push_back(
        {.box = found.box, .points = points, .outline68 = std::move(outline), .score = found.score});
  }
  return faces;
}

}  // namespace jianzai::face
