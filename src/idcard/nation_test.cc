#include "idcard/nation.h"

#include <set>

#include <gtest/gtest.h>

#include "cards/invented_card.h"
#include "idcard/characters.h"

namespace jianzai::idcard {
namespace {

TEST(Nations, there_are_56_of_them) {
  const std::set<std::string_view> all(nations().begin(), nations().end());
  EXPECT_EQ(all.size(), 56U);
}

// Two lists by two hands: an error in one of them shows.
TEST(Nations, are_those_that_cards_are_drawn_with) {
  const std::set<std::string_view> all(nations().begin(), nations().end());
  std::set<std::string> drawn;
  Draw draw(1);
  for (int i = 0; i < 2000; ++i) drawn.insert(cards::invent_card(draw).nation);
  EXPECT_EQ(std::set<std::string_view>(drawn.begin(), drawn.end()), all);
}

TEST(Nations, each_is_nearest_to_itself_with_or_without_its_last_character) {
  for (const auto nation : nations()) {
    EXPECT_EQ(nearest_nation(nation), nation);
    EXPECT_EQ(nearest_nation(std::string(nation) + "族"), nation);
  }
}

TEST(Nations, a_misread_character_is_put_right_where_only_one_nation_fits) {
  EXPECT_EQ(nearest_nation("维吾尓"), "维吾尔");
  EXPECT_EQ(nearest_nation("乌兹别克"), "乌孜别克");
}

TEST(Nations, what_fits_none_or_several_is_none) {
  EXPECT_EQ(nearest_nation(""), std::nullopt);
  EXPECT_EQ(nearest_nation("我"), std::nullopt);
  EXPECT_EQ(nearest_nation("佬"), std::nullopt);  // 仫佬, 仡佬
}

TEST(Characters, are_told_apart_also_in_damaged_text) {
  EXPECT_EQ(characters_of("张a三"), (std::vector<std::string>{"张", "a", "三"}));
  EXPECT_EQ(characters_of("\x80\x80").size(), 1U);
  EXPECT_TRUE(is_ideograph("张"));
  EXPECT_FALSE(is_ideograph("a"));
  EXPECT_FALSE(is_ideograph("。"));
}

}  // namespace
}  // namespace jianzai::idcard
