#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/face_commands.h"
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
  words.insert(words.end(), {"--manifest", (kSource / "models" / "manifest.toml").string()});
  std::reverse(words.begin(), words.end());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  app.parse(words);
  ran.out = ::testing::internal::GetCapturedStdout();
  ran.err = ::testing::internal::GetCapturedStderr();
  return ran;
}

class FacePad : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto models = dir_from("JIANZAI_MODELS", "models");
    samples_ = dir_from("JIANZAI_FACES", "faces") / "liveness_samples";
    if (!std::filesystem::exists(models / "antispoof_minifasnet_v2_s2.7.onnx"))
      GTEST_SKIP() << "no networks in " << models;
    if (!std::filesystem::exists(samples_ / "liveness.csv")) GTEST_SKIP() << "no samples in " << samples_;
    setenv("JIANZAI_MODELS", models.c_str(), 1);
    std::string name = (std::filesystem::temp_directory_path() / "jianzai-pad-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }
  [[nodiscard]] std::string sample(const char* name) const { return (samples_ / name).string(); }
  [[nodiscard]] std::string write(const char* name, std::string_view content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return (folder_ / name).string();
  }

  std::filesystem::path samples_;
  std::filesystem::path folder_;
};

TEST_F(FacePad, TellsTheShippedAttackFromTheLiveFace) {
  const auto live = run({"face", "pad", "--json", sample("image_T1.jpg")});
  EXPECT_EQ(live.exit_code, 0) << live.err;
  const auto both = run({"face", "pad", "--json", sample("image_T1.jpg"), sample("image_F2.jpg")});
  EXPECT_EQ(both.exit_code, 1) << both.err;
  const auto json = boost::json::parse(both.out).as_object();
  const auto& pictures = json.at("pictures").as_array();
  ASSERT_EQ(pictures.size(), 2U);
  EXPECT_EQ(pictures[0].at("decision").as_string(), "bona_fide");
  EXPECT_GE(pictures[0].at("live").as_double(), json.at("threshold").as_double());
  EXPECT_EQ(pictures[1].at("decision").as_string(), "attack");
  EXPECT_LT(pictures[1].at("live").as_double(), 0.1);
  EXPECT_EQ(pictures[1].at("by_network").as_array().size(), 2U);
}

TEST_F(FacePad, RefusesAPictureWithoutAFace) {
  const auto grey = write("grey.jpg", as_text(*face::encode_jpeg(face::Image(640, 480))));
  const auto ran = run({"face", "pad", grey});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.out, HasSubstr("refused  NO_FACE"));
  EXPECT_EQ(run({"face", "pad", sample("image_T1.jpg"), write("text.jpg", "no picture")}).exit_code, 3);
}

TEST_F(FacePad, EvalGivesRatesWithIntervals) {
  const auto ran =
      run({"face", "pad-eval", "--json", "--list", sample("liveness.csv"), "--images", samples_.string()});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const auto json = boost::json::parse(ran.out).as_object();
  const auto& apcer = json.at("species").at("screen").at("apcer").as_object();
  EXPECT_EQ(apcer.at("events").as_int64(), 0);
  EXPECT_EQ(apcer.at("trials").as_int64(), 1);
  EXPECT_NEAR(apcer.at("high").as_double(), 0.975, 1e-9);
  EXPECT_EQ(json.at("bpcer").at("events").as_int64(), 0);
}

TEST_F(FacePad, EvalCountsErrorsOfBothKinds) {
  // The labels the wrong way round: everything is an error.
  const auto list =
      write("list.csv", "path,label,species\nimage_T1.jpg,attack,print\nimage_F2.jpg,bona_fide,\n");
  const auto ran = run({"face", "pad-eval", "--json", "--list", list, "--images", samples_.string()});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const auto json = boost::json::parse(ran.out).as_object();
  EXPECT_EQ(json.at("species").at("print").at("apcer").at("events").as_int64(), 1);
  EXPECT_EQ(json.at("apcer_highest").at("value").as_double(), 1);
  EXPECT_EQ(json.at("bpcer").at("events").as_int64(), 1);
  // At a threshold of 0 everything is live.
  const auto lax =
      run({"face", "pad-eval", "--threshold", "0", "--list", list, "--images", samples_.string()});
  EXPECT_THAT(lax.out, HasSubstr("BPCER                  0 % [0, 97.5] (0/1)"));
}

TEST_F(FacePad, EvalNamesWhatItCannotRead) {
  const auto list = write("list.csv", "path,label\nimage_T1.jpg,real\n");
  const auto ran = run({"face", "pad-eval", "--list", list, "--images", samples_.string()});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("line 2: label is neither"));
}

}  // namespace
}  // namespace jianzai::cli
