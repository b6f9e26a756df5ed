// Recognisers are described, not coded in: a manifest alone swaps one for another.
#include <gmock/gmock.h>

#include "face/test_pictures.h"

namespace jianzai::face {
namespace {

using namespace jianzai::face::testing;
using ::testing::HasSubstr;

// OpenCV's SFace as opencv_zoo publishes it: raw RGB 0-255, ArcFace's alignment. Thresholds: opencv_zoo's
// own, with the accuracy that it states for LFW; not measured by us.
constexpr const char* kSface = R"(
[[network]]
name = "sface"
file = "face_recognition_sface_2021dec.onnx"
sha256 = "0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79"
bytes = 38696353
licence = "Apache-2.0"
source = "opencv_zoo face_recognition_sface_2021dec"
input_shape = [1, 3, 112, 112]
output_shape = [1, 128]
colour = "RGB"
alignment = [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]
)";

// The shipped manifest's networks, with `more`, and one set of YuNet and `recogniser`.
std::string manifest_with(const std::string& recogniser, const std::string& more) {
  const Bytes shipped = read_bytes(source_dir() / "models" / "manifest.toml");
  std::string text(shipped.begin(), shipped.end());
  text.erase(text.find("\n[[set]]"));
  return text + more + R"toml(
[[set]]
id = "swapped-1"
kind = "full"
locator = { method = "yunet", networks = ["yunet_2022mar"] }
recognisers = [{ method = "five_points", networks = [")toml" +
         recogniser + R"toml("] }]
[set.thresholds]
accept = 0.363
review = 0.3
data_set = "LFW, as opencv_zoo states it for SFace (99.40 % right)"
measured_on = "2021-12-01"
fmr = 0.01
fnmr = 0.01
)toml";
}

std::unique_ptr<Engine> engine_of(const std::string& manifest_text) {
  const auto manifest = parse_manifest(manifest_text);
  EXPECT_TRUE(manifest) << manifest.error().detail;
  if (!manifest) return nullptr;
  const auto search = find_models(*manifest, {models_dir()});
  if (!search.best) return nullptr;
  auto engine = Engine::create(*search.best, 1);
  EXPECT_TRUE(engine) << engine.error().detail;
  return engine ? std::move(*engine) : nullptr;
}

Embedding embedding_of(const Engine& engine, const char* picture) {
  const auto capture = engine.extract(face_jpeg(picture), FacePick::kSolePerson);
  EXPECT_TRUE(capture && *capture) << picture;
  return capture && *capture ? (*capture)->embedding : Embedding{};
}

// Of the swapped-in recogniser with what was measured of it.
void expect_tells_people_apart(const Engine& engine) {
  const auto man = embedding_of(engine, kMan1);
  const double same = engine.compare(man, embedding_of(engine, kMan2))->value;
  const double other = engine.compare(man, embedding_of(engine, kLady1))->value;
  EXPECT_GT(same, engine.models().thresholds().accept);
  EXPECT_LT(other, engine.models().thresholds().review);
}

class Swapped : public ::testing::Test {
 protected:
  void SetUp() override {
    if (test_engine() == nullptr) GTEST_SKIP() << "no full set of networks in " << models_dir();
    if (face_jpeg(kMan1).empty()) GTEST_SKIP() << "no faces in " << faces_dir();
  }
};

TEST_F(Swapped, SfaceComesInByTheManifestAlone) {
  if (!std::filesystem::exists(models_dir() / "face_recognition_sface_2021dec.onnx")) {
    GTEST_SKIP() << "no face_recognition_sface_2021dec.onnx in " << models_dir();
  }
  const auto engine = engine_of(manifest_with("sface", kSface));
  ASSERT_NE(engine, nullptr);
  EXPECT_EQ(embedding_of(*engine, kMan1).vectors.front().size(), 128U);
  expect_tells_people_apart(*engine);
}

// A network of SFace's form, whose file is here.
TEST_F(Swapped, AnotherRecogniserComesInByTheManifestAlone) {
  const auto engine = engine_of(manifest_with("mbf_foamliu", ""));
  ASSERT_NE(engine, nullptr);
  const auto alone = embedding_of(*engine, kMan1);
  EXPECT_EQ(alone.model_set, "swapped-1");
  ASSERT_EQ(alone.vectors.size(), 1U);
  EXPECT_EQ(alone.vectors[0], embedding_of(*test_engine(), kMan1).vectors[1]);
  expect_tells_people_apart(*engine);
}

// What the manifest says of size, colours, pixels and alignment is what the network is given.
TEST_F(Swapped, EveryLineOfTheDescriptionCounts) {
  const std::string text = manifest_with("mbf_foamliu", "");
  const auto right = embedding_of(*engine_of(text), kMan1);
  const auto cosine_with = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    const auto entry = changed.find("name = \"mbf_foamliu\"");
    const auto at = changed.find(from, entry);
    EXPECT_NE(at, std::string::npos) << from;
    changed.replace(at, from.size(), to);
    const auto engine = engine_of(changed);
    EXPECT_NE(engine, nullptr) << to;
    return engine ? engine->compare(right, embedding_of(*engine, kMan1))->value : 1;
  };
  EXPECT_LT(cosine_with("colour = \"RGB\"", "colour = \"BGR\""), 0.999);
  EXPECT_LT(cosine_with("colour = \"RGB\"", "colour = \"RGB\"\nmean = [64, 64, 64]"), 0.999);
  EXPECT_LT(cosine_with("colour = \"RGB\"", "colour = \"RGB\"\nscale = 0.5"), 0.999);
  EXPECT_LT(cosine_with("[38.2946, 51.6963]", "[28.2946, 41.6963]"), 0.999);
}

TEST_F(Swapped, ANetworkOfAnotherFormIsNamed) {
  std::string text = manifest_with("mbf_foamliu", "");
  const auto at = text.find("output_shape = [1, 128]", text.find("name = \"mbf_foamliu\""));
  text.replace(at, 23, "output_shape = [1, 512]");
  const auto search = find_models(*parse_manifest(text), {models_dir()});
  ASSERT_TRUE(search.best);
  const auto engine = Engine::create(*search.best, 1);
  ASSERT_FALSE(engine);
  EXPECT_THAT(engine.error().detail, HasSubstr("mbf_foamliu: another output than the manifest says"));
}

}  // namespace
}  // namespace jianzai::face
