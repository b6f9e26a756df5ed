#include "domain/reference.h"

#include "base/names.h"

namespace jianzai {
namespace {

constexpr Names<ReferenceSource, 4> kSources{{
    {ReferenceSource::kCamera, "CAMERA"},
    {ReferenceSource::kUpload, "UPLOAD"},
    {ReferenceSource::kReview, "REVIEW"},
    {ReferenceSource::kIdCard, "ID_CARD"},
}};

}  // namespace

std::string_view to_text(ReferenceSource source) { return name_of(kSources, source); }

std::optional<ReferenceSource> reference_source_from(std::string_view text) {
  return value_of(kSources, text);
}

}  // namespace jianzai
