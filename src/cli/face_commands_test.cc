#include "cli/face_commands.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "face/image.h"

namespace jianzai::cli {
namespace {

using ::testing::HasSubstr;

const std::filesystem::path kSource = JIANZAI_SOURCE_DIR;

std::filesystem::path dir_from(const char* variable, const char* folder) {
  const char* named = std::getenv(variable);
  if (named != nullptr && *named != '\0') return named;
  return kSource.parent_path() / "shared" / folder;
}

struct Ran {
  int exit_code = -1;
  std::string out;
  std::string err;
};

Ran run(std::vector<std::string> words) {
  CLI::App app{"jianzai"};
  Ran ran;
  add_face_commands(app, ran.exit_code);
  std::reverse(words.begin(), words.end());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  app.parse(words);
  ran.out = ::testing::internal::GetCapturedStdout();
  ran.err = ::testing::internal::GetCapturedStderr();
  return ran;
}

class FaceCommands : public ::testing::Test {
 protected:
  void SetUp() override {
    models_ = dir_from("JIANZAI_MODELS", "models");
    faces_ = dir_from("JIANZAI_FACES", "faces");
    if (!std::filesystem::exists(models_ / "recognizer_intel0095.onnx"))
      GTEST_SKIP() << "no networks in " << models_;
    if (!std::filesystem::exists(faces_ / "pairs.csv")) GTEST_SKIP() << "no faces in " << faces_;
    setenv("JIANZAI_MODELS", models_.c_str(), 1);
    std::string name = (std::filesystem::temp_directory_path() / "jianzai-cli-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }
  [[nodiscard]] std::string face(const char* name) const { return (faces_ / "msfamily" / name).string(); }
  [[nodiscard]] std::string write(const char* name, std::string_view content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return (folder_ / name).string();
  }
  static Ran compare(const std::string& reference, const std::string& probe) {
    return run({"face", "compare", "--json", "--manifest", (kSource / "models" / "manifest.toml").string(),
                reference, probe});
  }
  [[nodiscard]] Ran eval(std::string_view csv) const {
    return run({"face", "eval", "--json", "--manifest", (kSource / "models" / "manifest.toml").string(),
                "--pairs", write("pairs.csv", csv), "--images", (faces_ / "msfamily").string()});
  }

  std::filesystem::path models_;
  std::filesystem::path faces_;
  std::filesystem::path folder_;
};

TEST_F(FaceCommands, CompareTellsTheSamePerson) {
  const auto ran = compare(face("Family2-Man/Family2-Man1.jpg"), face("Family2-Man/Family2-Man2.jpg"));
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  const auto json = boost::json::parse(ran.out).as_object();
  EXPECT_EQ(json.at("decision").as_string(), "match");
  EXPECT_GE(json.at("score").as_double(), json.at("threshold").as_double());
  EXPECT_TRUE(json.at("reason").is_null());
}

TEST_F(FaceCommands, CompareTellsAnotherPerson) {
  const auto ran = compare(face("Family2-Man/Family2-Man1.jpg"), face("Family3-Lady/Family3-Lady1.jpg"));
  EXPECT_EQ(ran.exit_code, 1) << ran.err;
  EXPECT_EQ(boost::json::parse(ran.out).at("decision").as_string(), "non_match");
}

TEST_F(FaceCommands, CompareRefusesAPictureWithoutFace) {
  face::Image grey(640, 480);
  const auto jpeg = face::encode_jpeg(grey);
  const auto ran = compare(face("Family2-Man/Family2-Man1.jpg"), write("grey.jpg", as_text(*jpeg)));
  EXPECT_EQ(ran.exit_code, 2) << ran.err;
  const auto json = boost::json::parse(ran.out).as_object();
  EXPECT_EQ(json.at("decision").as_string(), "refused");
  EXPECT_EQ(json.at("reason").as_string(), "NO_FACE");
  EXPECT_EQ(json.at("refused_picture").as_string(), "probe");
  EXPECT_TRUE(json.at("score").is_null());
}

TEST_F(FaceCommands, CompareReportsWhatIsNoPicture) {
  for (const auto& probe :
       {write("text.jpg", "no picture"), (folder_ / "missing.jpg").string(), folder_.string()}) {
    const auto ran = compare(face("Family2-Man/Family2-Man1.jpg"), probe);
    EXPECT_EQ(ran.exit_code, 3);
    EXPECT_THAT(ran.err, HasSubstr(probe));
    EXPECT_TRUE(boost::json::parse(ran.out).at("error").as_object().contains("code"));
  }
}

TEST_F(FaceCommands, CompareReportsMissingNetworks) {
  setenv("JIANZAI_MODELS", folder_.c_str(), 1);
  const auto ran = compare(face("Family2-Man/Family2-Man1.jpg"), face("Family2-Man/Family2-Man2.jpg"));
  setenv("JIANZAI_MODELS", models_.c_str(), 1);
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("detector_yunet_2022mar.onnx: missing"));
}

TEST_F(FaceCommands, EvalCountsPairsAndGroups) {
  const auto ran = eval(
      "img1,img2,same,site\r\nFamily2-Man/Family2-Man1.jpg,Family2-Man/Family2-Man2.jpg,1,a\r\n"
      "Family2-Man/Family2-Man1.jpg,Family3-Lady/Family3-Lady1.jpg,0,a\r\n"
      "Family3-Lady/Family3-Lady1.jpg,Family3-Lady/Family3-Lady2.jpg,1,b\r\n");
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const auto json = boost::json::parse(ran.out).as_object();
  EXPECT_EQ(json.at("pictures").to_number<int>(), 4);
  const auto& all = json.at("all").as_object();
  EXPECT_EQ(all.at("genuine").to_number<int>(), 2);
  EXPECT_EQ(all.at("impostor").to_number<int>(), 1);
  EXPECT_EQ(all.at("auc").at("value").as_double(), 1);
  EXPECT_EQ(all.at("at_accept").at("fnmr").at("events").to_number<int>(), 0);
  EXPECT_TRUE(json.at("groups").at("site=b").at("auc").is_null());
}

TEST_F(FaceCommands, EvalNamesTheLineOrThePictureThatIsWrong) {
  auto ran = eval("img1,img2,same\na.jpg,b.jpg,perhaps\n");
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("line 2"));
  ran = eval("img1,img2,same\nFamily2-Man/Family2-Man1.jpg,nobody.jpg,0\n");
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("nobody.jpg"));
}

}  // namespace
}  // namespace jianzai::cli
