#include "domain/face_filing.h"

#include "base/names.h"

namespace jianzai {
namespace {

constexpr Names<FilingLevel, 3> kLevels{{
    {FilingLevel::kBelow, "BELOW"},
    {FilingLevel::kNear, "NEAR"},
    {FilingLevel::kReached, "REACHED"},
}};

}  // namespace

std::string_view to_text(FilingLevel level) { return name_of(kLevels, level); }

FilingLevel filing_level(std::int64_t persons) {
  if (persons >= kFilingPersons) return FilingLevel::kReached;
  return persons * 100 >= kFilingPersons * kFilingNearPercent ? FilingLevel::kNear : FilingLevel::kBelow;
}

}  // namespace jianzai
