#include "domain/reference.h"

namespace jianzai {

std::string_view to_text(ReferenceSource source) {
  return source == ReferenceSource::kCamera ? "CAMERA" : "UPLOAD";
}

std::optional<ReferenceSource> reference_source_from(std::string_view text) {
  if (text == "CAMERA") return ReferenceSource::kCamera;
  if (text == "UPLOAD") return ReferenceSource::kUpload;
  return std::nullopt;
}

}  // namespace jianzai
