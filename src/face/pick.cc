#include "face/pick.h"

#include <algorithm>

namespace jianzai::face {
namespace {

bool holds(const Box& box, Point point) {
  return point.x >= box.x && point.x <= box.x + box.width && point.y >= box.y &&
         point.y <= box.y + box.height;
}

}  // namespace

std::string_view to_text(Refusal refusal) {
  switch (refusal) {
    case Refusal::kNoFace:
      return "NO_FACE";
    case Refusal::kManyFaces:
      return "MANY_FACES";
    case Refusal::kTooFar:
      return "TOO_FAR";
  }
  return "NO_FACE";
}

tl::expected<Face, Refusal> pick_face(std::span<const Face> faces, int image_width, int image_height,
                                      FacePick pick) {
  if (faces.empty()) return tl::make_unexpected(Refusal::kNoFace);
  if (pick == FacePick::kNearestCentre) {
    const Point centre{static_cast<float>(image_width) / 2, static_cast<float>(image_height) / 2};
    return *std::min_element(faces.begin(), faces.end(), [&](const Face& a, const Face& b) {
      return distance(a.box.centre(), centre) < distance(b.box.centre(), centre);
    });
  }
  const auto main = std::max_element(
      faces.begin(), faces.end(), [](const Face& a, const Face& b) { return a.box.area() < b.box.area(); });
  for (auto other = faces.begin(); other != faces.end(); ++other) {
    // A box inside the main face is that face seen twice.
    if (other == main || holds(main->box, other->box.centre())) continue;
    if (other->box.area() >= kRivalAreaShareMin * main->box.area()) {
      return tl::make_unexpected(Refusal::kManyFaces);
    }
  }
  if (interocular_px(main->points) < kInterocularMin_px) return tl::make_unexpected(Refusal::kTooFar);
  return *main;
}

}  // namespace jianzai::face
