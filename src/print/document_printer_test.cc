#include "print/document_printer.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace jianzai::print {
namespace {

using namespace std::chrono;

SignedReceipt receipt() {
  SignedReceipt made{.receipt = {.number = "01kc0v3xj8q2m7t5r9w4y6a1bd",
                                 .name = "王*英",
                                 .id_number = "1101**********002X",
                                 .passed_on = 2026y / November / 25,
                                 .way = PassWay::kFace,
                                 .next_due_on = 2027y / November / 30,
                                 .agency = "新疆维吾尔自治区甲县城乡居民社会养老保险管理中心",
                                 .key_id = "0011aabb"},
                     .text = {}};
  made.text = receipt_text(made.receipt) + '|' + std::string(128, 'a');
  return made;
}

TEST(DocumentPrinter, prints_one_page_with_the_fonts_that_it_needs) {
  const auto pdf = DocumentPrinter().receipt_pdf(receipt());
  ASSERT_TRUE(pdf) << pdf.error().detail;
  EXPECT_TRUE(pdf->starts_with("%PDF-1."));
  EXPECT_NE(pdf->find("%%EOF"), std::string::npos);
  // Chinese letters are in the file: whoever prints it need not have them.
  EXPECT_NE(pdf->find("/FontFile"), std::string::npos);
  EXPECT_LT(pdf->size(), 200'000U);
  if (const char* folder = std::getenv("JIANZAI_PRINT_TO"))
    std::ofstream(std::filesystem::path(folder) / "receipt.pdf", std::ios::binary) << *pdf;
}

TEST(DocumentPrinter, says_so_when_it_does_not_fit) {
  auto too_long = receipt();
  too_long.text = std::string(4000, 'x');
  const auto pdf = DocumentPrinter().receipt_pdf(too_long);
  ASSERT_FALSE(pdf);
  EXPECT_EQ(pdf.error().code, ErrorCode::kInternal);
}

TEST(DocumentPrinter, writes_rows_as_a_workbook_of_texts) {
  const auto book = DocumentPrinter().spreadsheet({{"姓名", "证件号码"}, {"王秀英", "11010519491231002X"}});
  ASSERT_TRUE(book) << book.error().detail;
  EXPECT_TRUE(book->starts_with("PK"));
  for (const std::string_view part : {"xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"})
    EXPECT_NE(book->find(part), std::string::npos) << part;
  EXPECT_TRUE(DocumentPrinter().spreadsheet({}));
}

}  // namespace
}  // namespace jianzai::print
