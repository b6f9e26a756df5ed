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

constexpr Names<ReferenceState, 4> kStates{{
    {ReferenceState::kActive, "ACTIVE"},
    {ReferenceState::kRetired, "RETIRED"},
    {ReferenceState::kProposed, "PROPOSED"},
    {ReferenceState::kRefused, "REFUSED"},
}};

}  // namespace

std::string_view to_text(ReferenceState state) { return name_of(kStates, state); }
std::optional<ReferenceState> reference_state_from(std::string_view text) { return value_of(kStates, text); }

std::string_view to_text(ReferenceSource source) { return name_of(kSources, source); }

std::optional<ReferenceSource> reference_source_from(std::string_view text) {
  return value_of(kSources, text);
}

}  // namespace jianzai
