#include "domain/region.h"

#include <gtest/gtest.h>

namespace jianzai {
namespace {

RegionCode code(std::string_view text) { return *RegionCode::parse(text); }

TEST(RegionCode, knows_its_level_by_its_zeros) {
  EXPECT_EQ(code("130000000000").level(), RegionLevel::kProvince);
  EXPECT_EQ(code("130900000000").level(), RegionLevel::kCity);
  EXPECT_EQ(code("130984000000").level(), RegionLevel::kCounty);
  EXPECT_EQ(code("130984001000").level(), RegionLevel::kTown);
  EXPECT_EQ(code("130984001001").level(), RegionLevel::kVillage);
  EXPECT_EQ(code("1309").text(), "130900000000");
  EXPECT_EQ(code("110101001").text(), "110101001000");
}

TEST(RegionCode, refuses_what_is_none) {
  for (const auto* text : {"", "1", "130", "13098400100", "1309840010011", "00", "000000000000", "13O984",
                           "130984-01001", "130000000001", "130984000001", "130000001000"}) {
    EXPECT_FALSE(RegionCode::parse(text)) << text;
  }
}

TEST(RegionCode, a_city_may_have_no_counties) {
  const auto town = code("441900003000");
  EXPECT_EQ(town.level(), RegionLevel::kTown);
  EXPECT_EQ(town.parent(), code("4419"));
  EXPECT_TRUE(code("4419").contains(town));
}

TEST(RegionCode, contains_what_lies_inside_and_itself) {
  const auto city = code("1309");
  EXPECT_TRUE(city.contains(city));
  EXPECT_TRUE(city.contains(code("130984001001")));
  EXPECT_FALSE(city.contains(code("13")));
  EXPECT_FALSE(city.contains(code("131000")));
  EXPECT_TRUE(code("13").contains(city));
}

TEST(RegionCode, climbs_to_its_province) {
  auto at = std::optional(code("130984001001"));
  std::string way;
  for (; at; at = at->parent()) way += at->text() + " ";
  EXPECT_EQ(way, "130984001001 130984001000 130984000000 130900000000 130000000000 ");
}

TEST(RegionCode, steps_down_one_level_towards_what_lies_inside) {
  const auto village = code("130984001001");
  EXPECT_EQ(child_around({}, village), code("13"));
  EXPECT_EQ(child_around(code("13"), village), code("1309"));
  EXPECT_EQ(child_around(code("130984001"), village), village);
  EXPECT_FALSE(child_around(village, village));
  EXPECT_FALSE(child_around(code("14"), village));
  EXPECT_EQ(child_around(code("4419"), code("441900003001")), code("441900003"))
      << "of a city without counties";
  EXPECT_EQ(code("1309").last_inside(), "130999999999");
  EXPECT_EQ(village.last_inside(), village.text());
}

}  // namespace
}  // namespace jianzai
