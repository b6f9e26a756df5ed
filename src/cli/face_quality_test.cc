#include <boost/json.hpp>
#include <gmock/gmock.h>

#include "cli/test_commands.h"
#include "image/image.h"

namespace jianzai::cli {
namespace {

using ::testing::HasSubstr;

testing::Ran run(std::vector<std::string> words) {
  words.insert(words.begin(), {"face", "quality", "--manifest", testing::kManifest});
  return testing::run(std::move(words));
}

class FaceQuality : public testing::WithFaces {
 protected:
  void SetUp() override { open("recognizer_intel0095.onnx", "images.csv"); }
  [[nodiscard]] std::string face(const char* name) const { return (faces_ / "msfamily" / name).string(); }
};

TEST_F(FaceQuality, MeasuresAPictureAndSaysWhatIsWrongWithAnother) {
  const auto grey = write("grey.jpg", as_text(*encode_jpeg(Image(640, 480))));
  const auto ran = run({"--json", face("Family2-Man/Family2-Man1.jpg"), grey});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const auto json = boost::json::parse(ran.out).as_object();
  const auto& pictures = json.at("pictures").as_array();
  ASSERT_EQ(pictures.size(), 2U);
  const auto& measures = pictures[0].at("measures").as_object();
  EXPECT_GT(measures.at("inter_eye_distance_px").as_double(), 20);
  EXPECT_GT(measures.at("luminance_mean").as_double(), 0.2);
  EXPECT_LT(measures.at("luminance_mean").as_double(), 0.8);
  EXPECT_TRUE(pictures[0].at("refusal").is_null());
  EXPECT_TRUE(pictures[1].at("measures").is_null());
  EXPECT_EQ(pictures[1].at("refusal").as_string(), "DARK") << "a black picture is dark before it is empty";
}

TEST_F(FaceQuality, CountsAdviceByGroup) {
  const auto list = write("list.csv",
                          "identity,img,tags\n"
                          "man,Family2-Man/Family2-Man1.jpg,adult\n"
                          "lady,Family3-Lady/Family3-Lady1.jpg,adult\n"
                          "dad,Family1-Dad/Family1-Dad1.jpg,\n");
  const auto ran = run({"--json", "--list", list, "--images", (faces_ / "msfamily").string()});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const auto json = boost::json::parse(ran.out).as_object();
  EXPECT_EQ(json.at("all").at("pictures").as_int64(), 3);
  EXPECT_EQ(json.at("groups").at("tags=adult").at("pictures").as_int64(), 2);
  EXPECT_EQ(json.at("all").at("refusals").at("any").at("pictures").as_int64(), 0);
}

TEST_F(FaceQuality, NamesWhatItCannotRead) {
  const auto ran = run({write("text.jpg", "no picture")});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("text.jpg"));
}

}  // namespace
}  // namespace jianzai::cli
