#pragma once

#include "face/quality/aligned_face.h"
#include "image/image.h"

namespace jianzai::face::quality {

// ISO/IEC 29794-5 sharpness, measured in our own way (the standard's is a trained forest): how much of the
// face's structure is fine, at the scale on which faces are compared. Blur in one direction only (a moving
// head or hand) counts, because the least sharp of four directions is taken. About [0, 1]; falls with blur,
// not with contrast or light. Noise and JPEG blocks raise it. 0.3 ms.
[[nodiscard]] float sharpness(const AlignedFace& face);

// The same for a whole picture, looked at with a long side of at most 160 px. Nothing where there is hardly
// anything to be sharp: a wall, a covered lens. 0.6 ms for 640x480.
[[nodiscard]] std::optional<float> sharpness(const Image& image);

}  // namespace jianzai::face::quality
