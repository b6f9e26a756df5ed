#include "domain/age_band.h"

#include "base/names.h"

namespace jianzai {
namespace {

constexpr Names<AgeBand, 5> kAgeBands{{
    {AgeBand::kUnder60, "UNDER_60"},
    {AgeBand::k60To69, "60_69"},
    {AgeBand::k70To79, "70_79"},
    {AgeBand::k80To89, "80_89"},
    {AgeBand::k90AndOver, "90_AND_OVER"},
}};

}  // namespace

AgeBand age_band_of(int age) {
  if (age < 60) return AgeBand::kUnder60;
  if (age < 70) return AgeBand::k60To69;
  if (age < 80) return AgeBand::k70To79;
  if (age < 90) return AgeBand::k80To89;
  return AgeBand::k90AndOver;
}

std::string_view to_text(AgeBand band) { return name_of(kAgeBands, band); }
std::optional<AgeBand> age_band_from(std::string_view text) { return value_of(kAgeBands, text); }

}  // namespace jianzai
