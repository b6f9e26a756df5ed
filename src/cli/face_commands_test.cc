#include "cli/face_commands.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include "cli/test_commands.h"
#include "face/models.h"
#include "image/image.h"

namespace jianzai::cli {
namespace {

using ::testing::HasSubstr;
using testing::kManifest;
using testing::kSource;
using testing::Ran;
using testing::run;

class FaceCommands : public testing::WithFaces {
 protected:
  void SetUp() override { open("recognizer_intel0095.onnx", "pairs.csv"); }
  [[nodiscard]] std::string face(const char* name) const { return (faces_ / "msfamily" / name).string(); }
  static Ran compare(const std::string& reference, const std::string& probe) {
    return run({"face", "compare", "--json", "--manifest", kManifest, reference, probe});
  }
  [[nodiscard]] Ran eval(std::string_view csv) const {
    return run({"face", "eval", "--json", "--manifest", kManifest, "--pairs", write("pairs.csv", csv),
                "--images", (faces_ / "msfamily").string()});
  }
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
  Image grey(640, 480);
  const auto jpeg = encode_jpeg(grey);
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

// The pictures of msfamily: five people, three pictures each; two of the people are a group.
std::string family_list() {
  std::string csv = "set,identity,img,tags\n";
  for (const std::string person :
       {"Family1-Dad", "Family1-Daughter", "Family1-Mom", "Family2-Man", "Family3-Lady"}) {
    for (const char* number : {"1", "2", person == "Family3-Lady" ? "4" : "3"}) {
      csv += "family," + person + ',' + person + '/' + person + number + ".jpg," +
             (person.starts_with("Family1") ? "" : "older") + '\n';
    }
  }
  return csv;
}

TEST_F(FaceCommands, EvalComparesEveryTwoPicturesRawAndNormalised) {
  const auto html = (folder_ / "report.html").string();
  const auto ran = run({"face", "eval", "--json", "--manifest", kManifest, "--all-pairs",
                        write("images.csv", family_list()), "--images", (faces_ / "msfamily").string(),
                        "--cohort", "auto", "--nearest-share", "0.6", "--html", html});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const auto json = boost::json::parse(ran.out).as_object();
  EXPECT_EQ(json.at("pictures").to_number<int>(), 15);
  EXPECT_EQ(json.at("cohort").at("people").to_number<int>(), 5);
  const auto& all = json.at("all").as_object();
  EXPECT_EQ(all.at("genuine").to_number<int>(), 15);
  EXPECT_EQ(all.at("impostor").to_number<int>(), 90);
  EXPECT_EQ(all.at("auc").at("value").as_double(), 1);
  EXPECT_EQ(all.at("normalised").at("auc").at("value").as_double(), 1);
  const auto& older = json.at("groups").at("tags=older").as_object();
  EXPECT_EQ(older.at("genuine").to_number<int>(), 6);
  EXPECT_EQ(older.at("impostor").to_number<int>(), 9);
  EXPECT_EQ(older.at("at_overall_fmr_0.01").at("threshold"), all.at("at_fmr_0.01").at("threshold"));
  EXPECT_EQ(older.at("normalised").at("at_overall_fmr_0.01").at("threshold"),
            all.at("normalised").at("at_fmr_0.01").at("threshold"));

  std::ifstream stream(html);
  const std::string report((std::istreambuf_iterator<char>(stream)), {});
  for (const char* part :
       {"DET", "normalised score", "tags=older", "Slowest", "Family1-Dad1.jpg", "</html>"}) {
    EXPECT_THAT(report, HasSubstr(part));
  }
  for (const char* outside : {"http:", "https:", "<script", "src=", "href=", "@import", "url("}) {
    EXPECT_THAT(report, ::testing::Not(HasSubstr(outside)));
  }
}

TEST_F(FaceCommands, EvalTakesACohortFromAnotherList) {
  const auto cohort = write("cohort.csv", family_list());
  const auto eval_with = [&](const std::string& pairs, const char* nearest, const std::string& from) {
    return run({"face", "eval", "--json", "--manifest", kManifest, "--pairs", write("pairs.csv", pairs),
                "--images", (faces_ / "msfamily").string(), "--cohort", from, "--nearest-share", nearest});
  };
  const std::string pairs = "img1,img2,same\nFamily2-Man/Family2-Man1.jpg,Family2-Man/Family2-Man2.jpg,1\n";
  auto ran = eval_with(pairs, "0.6", cohort);
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_TRUE(boost::json::parse(ran.out).at("all").as_object().contains("normalised"));
  ran = eval_with(pairs, "0.8", cohort);
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("5 people, where 6 are needed"));
  ran = eval_with(pairs, "0.6", "auto");
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("only with --all-pairs"));
  std::string without_man = family_list();
  const std::string row = "family,Family2-Man,Family2-Man/Family2-Man1.jpg,older\n";
  without_man.erase(without_man.find(row), row.size());
  ran = eval_with(pairs, "0.6", write("cohort.csv", without_man));
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("does not say whom it shows"));
}

TEST_F(FaceCommands, EvalWeighsTheRecognisers) {
  const auto eval_with = [&](const char* weights) {
    return run({"face", "eval", "--json", "--manifest", kManifest, "--pairs",
                write("pairs.csv",
                      "img1,img2,same\nFamily2-Man/Family2-Man1.jpg,Family2-Man/Family2-Man2.jpg,1\n"
                      "Family2-Man/Family2-Man1.jpg,Family3-Lady/Family3-Lady1.jpg,0\n"),
                "--images", (faces_ / "msfamily").string(), "--weights", weights});
  };
  // The threshold is just above the one impostor: a linear function of the weights.
  const auto threshold = [&](const char* weights) {
    const auto ran = eval_with(weights);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return boost::json::parse(ran.out).at("all").at("at_fmr_0.01").at("threshold").as_double();
  };
  const double first = threshold("1,0.000001");
  const double second = threshold("0.000001,1");
  EXPECT_NEAR(threshold("0.5,0.5"), (first + second) / 2, 1e-4);
  EXPECT_NEAR(threshold("3,1"), 0.75 * first + 0.25 * second, 1e-4);
  const auto ran = eval_with("1,1,1");
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("2 recognisers"));
}

class Calibrate : public FaceCommands {
 protected:
  [[nodiscard]] Ran calibrate(const std::string& list, const std::filesystem::path& images,
                              std::vector<std::string> more) const {
    std::vector<std::string> words{"face", "calibrate", "--manifest",    kManifest,    "--all-pairs",
                                   list,   "--images",  images.string(), "--data-set", "a \"test\""};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }
};

TEST_F(Calibrate, RefusesAnFmrThatThePeopleCannotSupport) {
  const auto out = folder_ / "thresholds.toml";
  const auto ran = calibrate(write("images.csv", family_list()), faces_ / "msfamily",
                             {"--fmr", "0.001", "--out", out.string()});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("10 pairs of different people cannot support FMR 0.001"));
  EXPECT_THAT(ran.err, HasSubstr("FMR 0.001 takes 142 people"));  // 142 x 141 / 2 = 10,011 pairs
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST_F(Calibrate, WritesThresholdsWithWhatTheyRestOn) {
  std::ifstream all(faces_ / "images.csv");
  std::string list;
  std::string line;
  int pictures = 0;
  while (std::getline(all, line)) {
    const bool wanted = list.empty() || (line.starts_with("london,") && ++pictures <= 48);
    if (wanted) list += line + '\n';
  }
  ASSERT_GE(pictures, 48);
  const auto images = write("images.csv", list);
  const auto ran = calibrate(images, faces_, {"--fmr", "0.1", "--high-fmr", "0.05"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("[set.thresholds]\n"));
  EXPECT_THAT(ran.out, HasSubstr("data_set = \"a \\\"test\\\": 48 pictures of 24 people, every pair\"\n"));
  EXPECT_THAT(ran.out, HasSubstr("impostor_pairs = 1104\nimpostor_pairs_of_people = 276\n"));
  EXPECT_THAT(ran.out, HasSubstr("genuine_pairs = 24\n"));
  EXPECT_THAT(ran.out, HasSubstr("fmr_interval = [0.0"));

  const auto out = folder_ / "thresholds.toml";
  const auto normalised = calibrate(
      images, faces_, {"--fmr", "0.05", "--cohort", "auto", "--nearest-share", "0.2", "--out", out.string()});
  ASSERT_EQ(normalised.exit_code, 0) << normalised.err;
  std::ifstream stream(out);
  const std::string toml((std::istreambuf_iterator<char>(stream)), {});
  EXPECT_THAT(toml, HasSubstr("[set.cohort_thresholds]\n"));  // never taken for thresholds of the raw score
  EXPECT_THAT(toml, HasSubstr("nearest_share = 0.2\ncohort_people = 24\n"));

  // Both are what the manifest takes.
  std::ifstream shipped(kSource / "models" / "manifest.toml");
  std::string manifest((std::istreambuf_iterator<char>(shipped)), {});
  manifest.erase(manifest.find("[set.thresholds]"));
  const auto read = face::parse_manifest(manifest + ran.out + toml);
  ASSERT_TRUE(read) << read.error().detail;
  const auto& set = read->sets.at(0);
  ASSERT_TRUE(set.thresholds.accept_high);
  EXPECT_GT(*set.thresholds.accept_high, set.thresholds.accept);
  ASSERT_TRUE(set.cohort_thresholds);
  EXPECT_EQ(set.cohort_thresholds->nearest_share, 0.2);
}

TEST_F(Calibrate, NamesWhatIsWrong) {
  const auto list = write("images.csv", family_list());
  auto ran = calibrate(list, faces_ / "msfamily", {"--fmr", "0.1", "--review-fmr", "0.01"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("--review-fmr"));
  ran = calibrate(list, faces_ / "msfamily", {"--fmr", "0.1", "--high-fmr", "0.2"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("--high-fmr"));
  ran = calibrate(list, faces_ / "msfamily", {"--fmr", "0.1", "--group", "tags=nobody"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("tags=nobody"));
  ran = calibrate(write("one.csv", "identity,img\nFamily1-Dad,Family1-Dad/Family1-Dad1.jpg\n"),
                  faces_ / "msfamily", {"--fmr", "0.1"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("pairs of one person and pairs of two"));
}

}  // namespace
}  // namespace jianzai::cli
