#include "cli/idcard_commands.h"

#include <boost/json.hpp>
#include <unistd.h>

#include "cli/test_commands.h"
#include "image/image.h"

namespace jianzai::cli {
namespace {

using testing::Ran;

Ran idcard(std::vector<std::string> words) {
  words.insert(words.begin(), "idcard");
  return testing::run_command(add_idcard_commands, std::move(words));
}

TEST(IdCardCommands, check_says_whose_number_it_is_or_why_it_is_none) {
  const auto valid = idcard({"check", "11010519491231002x"});
  EXPECT_EQ(valid.exit_code, 0);
  EXPECT_EQ(valid.out, "valid: 11010519491231002X, born 1949-12-31, female\n");
  const auto mistyped = idcard({"check", "110105194912310029"});
  EXPECT_EQ(mistyped.exit_code, 2);
  EXPECT_NE(mistyped.out.find("mistyped"), std::string::npos);
  EXPECT_EQ(idcard({"check", "1101051949"}).exit_code, 2);
}

class IdCardRead : public ::testing::Test {
 protected:
  std::string picture(const Image& image) {
    const auto jpeg = encode_jpeg(image);
    const auto file =
        std::filesystem::temp_directory_path() / ("idcard_read_" + std::to_string(::getpid()) + ".jpg");
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(jpeg->data()), static_cast<std::streamsize>(jpeg->size()));
    return file.string();
  }
};

TEST_F(IdCardRead, says_that_there_is_no_card) {
  const auto file = picture(Image(640, 480));
  const auto text = idcard({"read", file});
  EXPECT_EQ(text.exit_code, 2);
  EXPECT_EQ(text.out, "side: none\nadvice: NO_CARD\n");
  const auto json = idcard({"read", "--json", file});
  EXPECT_EQ(json.exit_code, 2);
  EXPECT_EQ(boost::json::parse(json.out).at("advice").at(0).as_string(), "NO_CARD");
  EXPECT_EQ(idcard({"read", "/no/such/file.jpg"}).exit_code, 3);
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace jianzai::cli
