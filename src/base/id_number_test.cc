#include "base/id_number.h"

#include <gtest/gtest.h>

namespace jianzai {
namespace {

using namespace std::chrono;
constexpr Date kToday = 2026y / November / 24;

std::string parsed(std::string_view text) {
  const auto number = IdNumber::parse(text, kToday);
  return number ? number->reveal() : "fault " + std::to_string(static_cast<int>(number.error()));
}
IdNumberFault fault(std::string_view text) {
  const auto number = IdNumber::parse(text, kToday);
  if (number) ADD_FAILURE() << text << " was accepted";
  return number ? IdNumberFault{} : number.error();
}

TEST(IdNumber, accepts_the_vectors_of_the_standard) {
  EXPECT_EQ(parsed("11010519491231002X"), "11010519491231002X");
  EXPECT_EQ(parsed("440524188001010014"), "440524188001010014");
}

TEST(IdNumber, lengthens_15_digits) { EXPECT_EQ(parsed("110105491231002"), "11010519491231002X"); }

TEST(IdNumber, understands_what_people_type) {
  EXPECT_EQ(parsed("11010519491231002x"), "11010519491231002X");
  EXPECT_EQ(parsed(" 110105 19491231 002X "), "11010519491231002X");
  EXPECT_EQ(parsed("１１０１０５１９４９１２３１００２Ｘ"), "11010519491231002X");
  EXPECT_EQ(parsed("110105\xE3\x80\x80"
                   "19491231-002ｘ"),
            "11010519491231002X");
}

TEST(IdNumber, tells_why_it_refuses) {
  EXPECT_EQ(fault(""), IdNumberFault::kRequired);
  EXPECT_EQ(fault("  "), IdNumberFault::kRequired);
  EXPECT_EQ(fault("1101051949123100"), IdNumberFault::kLength);
  EXPECT_EQ(fault("1101051949123100２Ｘ9"), IdNumberFault::kLength);
  EXPECT_EQ(fault("1101051949123100AX"), IdNumberFault::kCharacters);
  EXPECT_EQ(fault("11010519491331002X"), IdNumberFault::kDate);
  EXPECT_EQ(fault("110105194902300021"), IdNumberFault::kDate);
  EXPECT_EQ(fault("110105204912310022"), IdNumberFault::kDate);  // not born yet
  EXPECT_EQ(fault("110105194912310021"), IdNumberFault::kChecksum);
}

TEST(IdNumber, every_single_mistyped_digit_is_refused) {
  const std::string good = "11010519491231002X";
  for (std::size_t at = 0; at < 17; ++at) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string wrong = good;
      wrong[at] = digit;
      if (wrong != good) {
        EXPECT_FALSE(IdNumber::parse(wrong, kToday)) << wrong;
      }
    }
  }
}

TEST(IdNumber, holds_birth_and_sex_and_masks_itself) {
  const auto number = IdNumber::parse("11010519491231002X", kToday);
  ASSERT_TRUE(number);
  EXPECT_EQ(number->birth(), 1949y / December / 31);
  EXPECT_EQ(number->sex(), Sex::kFemale);
  EXPECT_EQ(number->masked(), "110105********002X");
}

}  // namespace
}  // namespace jianzai
