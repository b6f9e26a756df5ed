#include "app/roster/csv_reader.h"

#include <sstream>

#include <gtest/gtest.h>

namespace jianzai::app {
namespace {

// The fields of all records, joined by `/`; what went wrong, at the end.
std::vector<std::string> read(const std::string& bytes) {
  std::istringstream stream(bytes);
  CsvReader reader(stream);
  std::vector<std::string> records;
  while (true) {
    auto record = reader.next();
    if (!record) {
      records.push_back(record.error().detail);
      break;
    }
    if (!*record) break;
    std::string joined = std::to_string((*record)->line);
    for (const auto& field : (*record)->fields) joined += "/" + field;
    records.push_back(joined);
  }
  return records;
}

using Records = std::vector<std::string>;

TEST(CsvReader, reads_what_excel_writes) {
  EXPECT_EQ(read("\xEF\xBB\xBF姓名,身份证号\r\n王秀英,\"11010519491231002X\"\r\n\r\n,\n李 雷 ,1\n"),
            (Records{"1/姓名/身份证号", "2/王秀英/11010519491231002X", "5/李 雷/1"}));
  EXPECT_EQ(read("a;b\n1;2"), (Records{"1/a/b", "2/1/2"}));
  EXPECT_EQ(read("a\tb\n1,5\t2"), (Records{"1/a/b", "2/1,5/2"}));
}

TEST(CsvReader, understands_quotes_and_counts_lines) {
  EXPECT_EQ(read("a,b\n\"x\ny, \"\"z\"\"\",2\nc,d\n"), (Records{"1/a/b", "2/x\ny, \"z\"/2", "4/c/d"}));
  EXPECT_EQ(read("a,b\n\"open,2\n"), (Records{"1/a/b", "line 2: a quotation mark is not closed"}));
}

TEST(CsvReader, tells_gb18030_from_utf8) {
  // 王秀英
  const std::string name = "\xCD\xF5\xD0\xE3\xD3\xA2";
  EXPECT_EQ(read(name + ",1\n"), (Records{"1/王秀英/1"}));
  std::istringstream stream(name + "\n");
  EXPECT_EQ(CsvReader(stream).encoding(), TextEncoding::kGb18030);
  // A second byte that looks like a bar or an at sign, and a character of four bytes: they split nothing.
  EXPECT_EQ(read("\x81\x7C,\x81\x40,\x82\x32\x8D\x37\n"), (Records{"1/亅/丂/㼆"}));
  EXPECT_EQ(read("a,\xFF\xFF\n"), (Records{"line 1: neither UTF-8 nor GB18030"}));
}

TEST(CsvReader, overlong_and_cut_off_utf8_is_none) {
  const auto encoding = [](const std::string& bytes) {
    EncodingDetector detector;
    for (const char c : bytes) detector.add({&c, 1});
    return detector.result();
  };
  EXPECT_EQ(encoding("王"), TextEncoding::kUtf8);
  EXPECT_EQ(encoding("\xF0\xA0\xAE\xB7"), TextEncoding::kUtf8);  // 𠮷
  EXPECT_EQ(encoding("\xE7\x8E"), TextEncoding::kGb18030);
  EXPECT_EQ(encoding("\xC0\xAF"), TextEncoding::kGb18030);
  EXPECT_EQ(encoding("\xE0\x80\xAF"), TextEncoding::kGb18030);
  EXPECT_EQ(encoding("\xED\xA0\x80"), TextEncoding::kGb18030);
  EXPECT_EQ(encoding(""), TextEncoding::kUtf8);
}

TEST(CsvReader, stays_in_bounds) {
  EXPECT_EQ(read("a,b\n" + std::string(70'000, 'x')), (Records{"1/a/b", "line 2: longer than 64 KiB"}));
  EXPECT_EQ(read(std::string("a\0b\n", 4)), (Records{"line 1: it is no text"}));
  EXPECT_TRUE(read("").empty());
}

}  // namespace
}  // namespace jianzai::app
