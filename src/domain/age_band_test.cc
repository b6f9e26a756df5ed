#include "domain/age_band.h"

#include <gtest/gtest.h>

namespace jianzai {
namespace {

TEST(AgeBand, begins_with_its_first_year_and_is_read_back) {
  EXPECT_EQ(age_band_of(59), AgeBand::kUnder60);
  EXPECT_EQ(age_band_of(60), AgeBand::k60To69);
  EXPECT_EQ(age_band_of(79), AgeBand::k70To79);
  EXPECT_EQ(age_band_of(80), AgeBand::k80To89);
  EXPECT_EQ(age_band_of(90), AgeBand::k90AndOver);
  EXPECT_EQ(age_band_of(120), AgeBand::k90AndOver);
  for (const int age : {0, 60, 70, 80, 90}) {
    const AgeBand band = age_band_of(age);
    EXPECT_EQ(age_band_from(to_text(band)), band);
  }
  EXPECT_FALSE(age_band_from(""));
  EXPECT_FALSE(age_band_from("70"));
}

}  // namespace
}  // namespace jianzai
