#include "app/roster/list_cell.h"

#include <gtest/gtest.h>

namespace jianzai::app {
namespace {

std::string shown(std::string_view text) { return masked_cell(text).reveal(); }

TEST(ListCell, keeps_the_ends_of_what_looks_like_an_id_number) {
  EXPECT_EQ(shown("11010519491231002X"), "110105********002X");
  EXPECT_EQ(shown("110105 19491231 002x"), "110105********002x");
  EXPECT_EQ(shown("１１０１０５１９４９１２３１００２Ｘ"), "110105********002X");
  EXPECT_EQ(shown("110105491231002"), "110105********1002");
  EXPECT_EQ(shown("1101051949123100211"), "110105********0211");  // one digit too many
  EXPECT_EQ(shown("证号:11010519491231002X。"), "证号:110105********002X。");
}

TEST(ListCell, keeps_the_ends_of_what_looks_like_a_phone) {
  EXPECT_EQ(shown("13912345678"), "139****5678");
  EXPECT_EQ(shown("+86 139-1234-5678"), "+861****5678");
  EXPECT_EQ(shown("13912345678/13812345679"), "139****5678/138****5679");
  EXPECT_EQ(shown("0312-12345678"), "031****5678");
  EXPECT_EQ(shown("85123456"), "****3456");
  EXPECT_EQ(shown("13912345678Wang"), "139****5678Wang");
  EXPECT_EQ(shown("139.1234.5678"), "139****5678");
}

TEST(ListCell, leaves_all_else_as_it_is) {
  for (const auto* text : {"王秀英", "2026-01-31", "2026-01-31 12:00:00", "2026/1/31", "20260131", "202601",
                           "130984101001", "130984101", "1309", "WORK_INJURY", "91130984MA0CXY123A", ""})
    EXPECT_EQ(shown(text), text);
}

TEST(ListCell, is_short_and_has_no_control_characters) {
  EXPECT_EQ(shown("王\x1F\n秀英"), "王秀英");
  std::string name;
  for (int i = 0; i < 50; ++i) name += "王";
  EXPECT_EQ(shown(name).size(), 40 * std::string("王").size());
  EXPECT_EQ(shown(std::string(39, 'a') + "13912345678"), std::string(39, 'a') + "1");
}

}  // namespace
}  // namespace jianzai::app
