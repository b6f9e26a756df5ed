// Where the face is in the picture and how large. Needs the box, the five points and the picture's size only.
#pragma once

#include "face/geometry.h"

namespace jianzai::face::quality {

// ISO/IEC 29794-5 inter-eye distance, in pixels of the picture as it was sent (not divided by cos(yaw): what
// counts is what is there to compare).
[[nodiscard]] float inter_eye_distance_px(const FivePoints& points);

// The distance between the eyes over the picture's longer side, [0, 1]; ISO/IEC 29794-5 head size in another
// unit. With 62 mm between the eyes and a front camera of 65-80 degrees across the longer side, 60 cm are
// 0.06-0.08 and 30 cm 0.12-0.16.
[[nodiscard]] float inter_eye_share(const FivePoints& points, int image_width, int image_height);

// How far the middle of the box is from the middle of the picture, over the picture's width and height: [0,
// 0.5] each, the larger one.
[[nodiscard]] float off_centre_share(const Box& box, int image_width, int image_height);

// ISO/IEC 29794-5 leftward/rightward crop and margins above/below in one: the least distance of the box from
// the picture's edges over the box's width. Below 0 the face is cut: -0.1 = a tenth of its width is missing.
[[nodiscard]] float margin_share(const Box& box, int image_width, int image_height);

}  // namespace jianzai::face::quality
