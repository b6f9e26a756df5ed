#include "sheet/xlsx.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <unistd.h>
#include <xlsxwriter.h>

namespace jianzai::sheet {
namespace {

constexpr std::size_t kTextBytesMax = 1024 * 1024;

class Xlsx : public ::testing::Test {
 protected:
  void SetUp() override {
    file_ = std::filesystem::temp_directory_path() / ("jianzai-" + std::to_string(getpid()) + ".xlsx");
  }
  void TearDown() override { std::filesystem::remove(file_); }

  // Begins a workbook with one sheet; workbook_close ends it.
  lxw_worksheet* sheet(lxw_workbook*& workbook) {
    workbook = workbook_new(file_.c_str());
    return workbook_add_worksheet(workbook, nullptr);
  }
  std::string bytes() {
    std::ifstream stream(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  std::string csv() {
    auto read = csv_of_workbook(as_bytes(bytes()), kTextBytesMax);
    EXPECT_TRUE(read) << read.error().detail;
    return read.value_or("");
  }

  std::filesystem::path file_;
};

TEST_F(Xlsx, texts_days_numbers_and_gaps_come_as_excel_shows_them) {
  lxw_workbook* book = nullptr;
  auto* page = sheet(book);
  auto* day = workbook_add_format(book);
  format_set_num_format(day, "yyyy\"年\"m\"月\"d\"日\"");
  auto* built_in = workbook_add_format(book);
  format_set_num_format_index(built_in, 14);
  auto* money = workbook_add_format(book);
  format_set_num_format(money, "[$¥-804]#,##0.00\"yd\"");
  worksheet_write_string(page, 0, 0, "姓名", nullptr);
  worksheet_write_string(page, 0, 1, "身份证号", nullptr);
  worksheet_write_string(page, 2, 0, "王\"秀\"\n英", nullptr);
  worksheet_write_string(page, 2, 1, "11010519491231002X", nullptr);
  worksheet_write_number(page, 2, 3, 46023, day);      // 2026-01-01
  worksheet_write_number(page, 2, 4, 59, built_in);    // 1900-02-28
  worksheet_write_number(page, 2, 5, 61.5, built_in);  // 1900-03-01, at noon
  worksheet_write_number(page, 2, 6, 46023, money);
  worksheet_write_number(page, 2, 7, 1234.5, nullptr);
  workbook_close(book);
  EXPECT_TRUE(is_workbook(as_bytes(bytes())));
  EXPECT_EQ(csv(),
            "\"姓名\",\"身份证号\"\r\n\r\n"
            "\"王\"\"秀\"\" 英\",\"11010519491231002X\",\"\",\"2026-01-01\",\"1900-02-28\","
            "\"1900-03-01\",\"46023\",\"1234.5\"\r\n");
}

TEST_F(Xlsx, the_first_sheet_is_read_and_no_other) {
  lxw_workbook* book = nullptr;
  auto* page = sheet(book);
  worksheet_write_string(page, 0, 0, "first", nullptr);
  worksheet_write_string(workbook_add_worksheet(book, nullptr), 0, 0, "second", nullptr);
  workbook_close(book);
  EXPECT_EQ(csv(), "\"first\"\r\n");
}

TEST_F(Xlsx, an_id_number_that_excel_took_for_a_number_is_not_guessed) {
  lxw_workbook* book = nullptr;
  worksheet_write_number(sheet(book), 0, 0, 110105194912310021.0, nullptr);
  workbook_close(book);
  EXPECT_EQ(csv().find("110105194912310021"), std::string::npos) << csv();
}

TEST_F(Xlsx, what_is_no_workbook_is_refused_with_the_reason) {
  for (const std::string_view list : {"", "姓名,身份证号\n"}) {
    EXPECT_FALSE(is_workbook(as_bytes(list)));
    EXPECT_FALSE(csv_of_workbook(as_bytes(list), kTextBytesMax));
  }
  const auto cut_off = as_bytes(std::string_view("PK\3\4 and nothing more"));
  EXPECT_TRUE(is_workbook(cut_off));
  const auto broken = csv_of_workbook(cut_off, kTextBytesMax);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, ErrorCode::kInvalidRequest);
  EXPECT_EQ(broken.error().fields.at(0).code, "WORKBOOK");
}

TEST_F(Xlsx, cells_that_hold_too_much_are_refused_however_small_the_file) {
  lxw_workbook* book = nullptr;
  auto* page = sheet(book);
  const std::string long_text(30'000, 'a');
  for (lxw_row_t row = 0; row < 50; ++row) worksheet_write_string(page, row, 0, long_text.c_str(), nullptr);
  workbook_close(book);
  const auto file = bytes();
  EXPECT_LT(file.size(), 20'000U);
  const auto read = csv_of_workbook(as_bytes(file), kTextBytesMax);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().fields.at(0).code, "TOO_LARGE");
}

TEST_F(Xlsx, a_file_that_is_cut_off_anywhere_is_refused_or_read_but_never_a_crash) {
  lxw_workbook* book = nullptr;
  auto* page = sheet(book);
  for (lxw_row_t row = 0; row < 50; ++row) worksheet_write_string(page, row, 0, "王秀英", nullptr);
  workbook_close(book);
  const std::string whole = bytes();
  for (std::size_t size = 0; size < whole.size(); size += 97) {
    const auto read = csv_of_workbook(as_bytes(std::string_view(whole).substr(0, size)), kTextBytesMax);
    EXPECT_TRUE(read || read.error().code == ErrorCode::kInvalidRequest) << size;
  }
}

}  // namespace
}  // namespace jianzai::sheet
