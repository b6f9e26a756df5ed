#include <boost/json.hpp>
#include <gmock/gmock.h>

#include "cli/test_commands.h"
#include "image/image.h"

namespace jianzai::cli {
namespace {

using ::testing::HasSubstr;
using testing::kManifest;

testing::Ran run(std::vector<std::string> words) {
  words.insert(words.end(), {"--manifest", kManifest});
  return testing::run(std::move(words));
}

class FacePad : public testing::WithFaces {
 protected:
  void SetUp() override {
    open("antispoof_minifasnet_v2_s2.7.onnx", "liveness_samples/liveness.csv");
    samples_ = faces_ / "liveness_samples";
  }
  [[nodiscard]] std::string sample(const char* name) const { return (samples_ / name).string(); }

  std::filesystem::path samples_;
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
  const auto grey = write("grey.jpg", as_text(*encode_jpeg(Image(640, 480))));
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
