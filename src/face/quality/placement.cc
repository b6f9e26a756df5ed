#include "face/quality/placement.h"

#include <algorithm>
#include <cmath>

namespace jianzai::face::quality {

float inter_eye_distance_px(const FivePoints& points) { return interocular_px(points); }

float inter_eye_share(const FivePoints& points, int image_width, int image_height) {
  return interocular_px(points) / static_cast<float>(std::max({image_width, image_height, 1}));
}

float off_centre_share(const Box& box, int image_width, int image_height) {
  const Point centre = box.centre();
  const float x = centre.x / static_cast<float>(std::max(image_width, 1)) - 0.5F;
  const float y = centre.y / static_cast<float>(std::max(image_height, 1)) - 0.5F;
  return std::max(std::abs(x), std::abs(y));
}

float margin_share(const Box& box, int image_width, int image_height) {
  const float right = static_cast<float>(image_width) - (box.x + box.width);
  const float bottom = static_cast<float>(image_height) - (box.y + box.height);
  return std::min({box.x, box.y, right, bottom}) / std::max(box.width, 1.0F);
}

}  // namespace jianzai::face::quality
