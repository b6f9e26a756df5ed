#pragma once

#include "face/quality/aligned_face.h"

namespace jianzai::face::quality {

// A stand-in for ISO/IEC 29794-5 mouth and face occlusion prevention, for which no network is here: how
// unlike uncovered skin the mouth and the brows look. Sees cloth of another colour or brightness. Does not
// see cloth of the skin's colour, a printed mask, glass (sunglasses, visors), nor what covers one side only;
// a full beard and hair over the brows look much like cloth.
struct Covering {
  float mouth_chroma =
      0;  // distance in (blue, red less luma, over luma) to the skin between the eyes, [0, about 1.5]
  float mouth_stops = 0;  // brighter than that skin by so many doublings of the luma, about [-5, 5]
  float mouth_detail =
      0;  // mean luma step over 4 px down the face, over that skin's luma: lips, beard; [0, 1]
  float brow_chroma = 0;  // to the skin below the eyes
  float brow_stops = 0;
};
[[nodiscard]] Covering covering(const AlignedFace& face);

}  // namespace jianzai::face::quality
