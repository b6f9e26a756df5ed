#include "domain/person_details.h"

#include <gtest/gtest.h>

namespace jianzai {
namespace {

template <class T>
std::string text_of(const T& parsed) {
  return parsed ? parsed->reveal() : "fault " + std::to_string(static_cast<int>(parsed.error()));
}

TEST(PersonDetails, names_become_uniform) {
  EXPECT_EQ(text_of(parse_name("  王秀英 ")), "王秀英");
  EXPECT_EQ(text_of(parse_name("阿卜杜拉•买买提")), "阿卜杜拉·买买提");
  EXPECT_EQ(text_of(parse_name("Mary   Ann")), "Mary Ann");
}

TEST(PersonDetails, unusable_names_are_told_apart) {
  EXPECT_EQ(parse_name("  ").error(), TextFault::kRequired);
  EXPECT_EQ(parse_name("王1").error(), TextFault::kCharacters);
  EXPECT_EQ(parse_name("\xFF\xFE").error(), TextFault::kCharacters);
  EXPECT_EQ(parse_name("<b>").error(), TextFault::kCharacters);
  std::string longest;
  for (int i = 0; i < 50; ++i) longest += "王";
  EXPECT_TRUE(parse_name(longest));
  EXPECT_EQ(parse_name(longest + "王").error(), TextFault::kTooLong);
}

TEST(PersonDetails, mobiles_are_understood_as_people_write_them) {
  for (const auto* text : {"13812345678", "+86 138 1234 5678", "138-1234-5678", "１３８１２３４５６７８"}) {
    EXPECT_EQ(text_of(parse_mobile(text)), "13812345678") << text;
  }
  for (const auto* text : {"1381234567", "12812345678", "138123456789", "1381234567a"}) {
    EXPECT_FALSE(parse_mobile(text)) << text;
  }
  EXPECT_EQ(parse_mobile("").error(), TextFault::kRequired);
  EXPECT_EQ(masked_phone(*parse_mobile("13812345678")), "138****5678");
  EXPECT_EQ(masked_phone(Secret(std::string())), "");  // a roster may know none
}

TEST(PersonDetails, passwords_are_long_enough_and_nothing_more) {
  EXPECT_TRUE(parse_password("八个字的密码就好"));
  EXPECT_EQ(parse_password("1234567").error(), TextFault::kTooShort);
  EXPECT_EQ(parse_password(std::string(129, 'a')).error(), TextFault::kTooLong);
  EXPECT_EQ(parse_password("\xC0\xAF 12345678").error(), TextFault::kCharacters);
}

}  // namespace
}  // namespace jianzai
