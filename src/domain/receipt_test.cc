#include "domain/receipt.h"

#include <gtest/gtest.h>

namespace jianzai {
namespace {

using namespace std::chrono;

Receipt some_receipt() {
  return {.number = "01JDZ3K8W5Q6R7S8T9V0W1X2Y3",
          .name = "王*英",
          .id_number = "110105********002X",
          .passed_on = 2026y / 11 / 25,
          .way = PassWay::kFace,
          .next_due_on = 2027y / 11 / 30,
          .agency = "河间市社会保险中心",
          .key_id = "0a1b2c3d"};
}

TEST(Receipt, is_one_line_that_reads_back) {
  const auto text = receipt_text(some_receipt());
  EXPECT_EQ(text,
            "JIANZAI1|01JDZ3K8W5Q6R7S8T9V0W1X2Y3|王*英|110105********002X|2026-11-25|FACE|2027-11-30|"
            "河间市社会保险中心|0a1b2c3d");
  const auto read = receipt_from(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(receipt_text(*read), text);
  auto reviewed = some_receipt();
  reviewed.way = PassWay::kReview;
  reviewed.next_due_on.reset();
  EXPECT_FALSE(receipt_from(receipt_text(reviewed))->next_due_on);
  EXPECT_EQ(receipt_from(receipt_text(reviewed))->way, PassWay::kReview);
}

TEST(Receipt, a_bar_in_a_name_moves_no_field) {
  auto receipt = some_receipt();
  receipt.agency = "A|2030-01-01\n|B";
  const auto read = receipt_from(receipt_text(receipt));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->agency, "A 2030-01-01  B");
  EXPECT_EQ(read->passed_on, receipt.passed_on);
}

TEST(Receipt, refuses_what_it_did_not_write) {
  const auto text = receipt_text(some_receipt());
  EXPECT_FALSE(receipt_from(""));
  EXPECT_FALSE(receipt_from(text + "|"));
  EXPECT_FALSE(receipt_from("JIANZAI2" + text.substr(8)));
  EXPECT_FALSE(receipt_from(text.substr(0, text.rfind('|'))));
  auto bad = text;
  bad.replace(bad.find("2026-11-25"), 10, "2026-02-30");
  EXPECT_FALSE(receipt_from(bad));
}

TEST(Receipt, masks_all_of_a_name_but_its_ends) {
  const auto masked = [](const char* name) { return masked_name(Secret(std::string(name))); };
  EXPECT_EQ(masked("王秀英"), "王*英");
  EXPECT_EQ(masked("王英"), "王*");
  EXPECT_EQ(masked("阿卜杜拉·买提"), "阿*****提");
  EXPECT_EQ(masked("王"), "*");
  EXPECT_EQ(masked(""), "");
}

}  // namespace
}  // namespace jianzai
