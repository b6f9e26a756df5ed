#include "print/document_printer.h"

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>
#include <zlib.h>

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

// What a page is drawn with (PDF 32000-1, 8 and 9), of all its streams.
std::string drawing_of(const std::string& pdf) {
  constexpr std::string_view kStart = "stream\n";
  std::string drawing;
  for (auto at = pdf.find(kStart); at != std::string::npos; at = pdf.find(kStart, at + 1)) {
    std::string plain(1'000'000, '\0');
    z_stream inflating{};
    inflating.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(pdf.data() + at + kStart.size()));
    inflating.avail_in = static_cast<uInt>(pdf.size() - at - kStart.size());
    inflating.next_out = reinterpret_cast<Bytef*>(plain.data());
    inflating.avail_out = static_cast<uInt>(plain.size());
    EXPECT_EQ(inflateInit(&inflating), Z_OK);
    if (inflate(&inflating, Z_FINISH) == Z_STREAM_END) drawing += plain.substr(0, inflating.total_out);
    inflateEnd(&inflating);
  }
  return drawing;
}

TEST(DocumentPrinter, prints_nothing_smaller_than_an_old_person_reads) {
  const auto drawing = drawing_of(DocumentPrinter().receipt_pdf(receipt()).value());
  // `22 0 0 -22 186 151 Tm`: 22 points, upright, from there on; `/f-0-1 1 Tf`: a font, itself of size 1.
  std::istringstream stream(drawing);
  const std::vector<std::string> words(std::istream_iterator<std::string>(stream), {});
  std::multiset<double> sizes;
  for (std::size_t i = 6; i < words.size(); ++i) {
    if (words[i] == "Tf") {
      EXPECT_EQ(words[i - 1], "1");
    }
    if (words[i] != "Tm") continue;
    sizes.insert(std::stod(words[i - 6]));
    EXPECT_EQ('-' + words[i - 6], words[i - 3]);
    EXPECT_LT(std::stod(words[i - 1]), 842 - 30) << "below the page";
  }
  ASSERT_FALSE(sizes.empty()) << drawing.substr(0, 300);
  EXPECT_EQ(*sizes.rbegin(), 30) << "its heading";
  EXPECT_EQ(*sizes.begin(), 16) << "its notes";
  EXPECT_GE(sizes.count(22), 7U) << "what it says";
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

TEST(DocumentPrinter, writes_the_same_workbook_at_any_time_in_any_zone) {
  const auto write = [](const char* zone, const char* name) {
    setenv("TZ", zone, 1);
    tzset();
    return DocumentPrinter().spreadsheet({{"姓名"}, {name}}).value();
  };
  const char* before = std::getenv("TZ");
  const std::string zone = before == nullptr ? "" : before;
  const auto in_china = write("CST-8", "王秀英");
  std::this_thread::sleep_for(2100ms);  // ZIP counts in twos of seconds
  // Not EXPECT_EQ, which would print them.
  EXPECT_TRUE(write("EST5EDT", "王秀英") == in_china);
  EXPECT_FALSE(write("CST-8", "王秀兰") == in_china);
  zone.empty() ? unsetenv("TZ") : setenv("TZ", zone.c_str(), 1);
  tzset();
}

}  // namespace
}  // namespace jianzai::print
