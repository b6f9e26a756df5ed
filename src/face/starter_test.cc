// The starter set: what models/starter/convert.mjs made of @vladmandic/face-api. Skipped until `./dev models`
// has put it into var/models (or JIANZAI_MODELS).
#include <algorithm>
#include <map>

#include <toml++/toml.h>

#include "face/dlib_recogniser.h"
#include "face/infer/network.h"
#include "face/test_pictures.h"

namespace jianzai::face {
namespace {

using namespace jianzai::face::testing;

std::optional<ModelSet> starter_set() {
  auto manifest = read_manifest(source_dir() / "models" / "manifest.toml");
  if (!manifest) return std::nullopt;
  std::erase_if(manifest->sets, [](const SetEntry& set) { return set.kind != SetKind::kStarter; });
  return find_models(*manifest, {models_dir(), source_dir() / "var" / "models"}).best;
}

class StarterSet : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!starter()) GTEST_SKIP() << "no starter networks: run ./dev models";
  }
  static const std::optional<ModelSet>& starter() {
    static const auto set = starter_set();
    return set;
  }
  static std::unique_ptr<infer::Network> network(const std::string& name) {
    const auto bytes = read_bytes(starter()->files.find(name)->second.path);
    auto loaded = infer::Network::load(name, bytes, 1);
    EXPECT_TRUE(loaded) << loaded.error().detail;
    return loaded ? std::move(*loaded) : nullptr;
  }
  static const Engine& engine() {
    static const auto created = [] {
      auto result = Engine::create(*starter(), 1);
      EXPECT_TRUE(result) << result.error().detail;
      return std::move(*result);
    }();
    return *created;
  }
  static tl::expected<Capture, Refusal> extract(ByteView jpeg, FacePick pick = FacePick::kSolePerson) {
    auto result = engine().extract(jpeg, pick);
    EXPECT_TRUE(result) << result.error().detail;
    return result ? std::move(*result) : tl::make_unexpected(Refusal::kNoFace);
  }
};

class StarterSetOnFaces : public StarterSet {
 protected:
  void SetUp() override {
    StarterSet::SetUp();
    if (!IsSkipped() && face_jpeg(kMan1).empty()) GTEST_SKIP() << "no faces in " << faces_dir();
  }
};

// As models/starter/golden.toml says.
Image golden_picture(int side) {
  Image image(side, side);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      for (int c = 0; c < 3; ++c) {
        image.row(y)[3 * x + 2 - c] =
            static_cast<std::uint8_t>((7 * x + 13 * y + 29 * c + 9 * (x * y % 11)) % 256);
      }
    }
  }
  return image;
}

TEST_F(StarterSet, GivesWhatFaceApiGives) {
  const auto golden = toml::parse_file((source_dir() / "models" / "starter" / "golden.toml").string());
  const double tolerance = *golden["tolerance"].value<double>();
  std::map<std::string, std::unique_ptr<infer::Network>> loaded;
  for (const auto& item : *golden["output"].as_array()) {
    const auto& table = *item.as_table();
    const auto name = *table["network"].value<std::string>();
    const auto output = *table["name"].value<std::string>();
    const auto side = static_cast<int>(*table["side"].value<std::int64_t>());
    const std::string outputs[] = {output};
    if (!loaded.contains(name)) loaded[name] = network(name);
    const auto out =
        loaded[name]->run(infer::to_tensor(golden_picture(side), {.colour = ColourOrder::kRgb}), outputs);
    ASSERT_TRUE(out) << out.error().detail;
    const auto& indices = *table["indices"].as_array();
    const auto& values = *table["values"].as_array();
    ASSERT_EQ(indices.size(), values.size());
    for (std::size_t i = 0; i < indices.size(); ++i) {
      const auto at = static_cast<std::size_t>(*indices[i].value<std::int64_t>());
      ASSERT_LT(at, out->front().values.size());
      EXPECT_NEAR(out->front().values[at], *values[i].value<double>(), tolerance) << output << ' ' << at;
    }
  }
  EXPECT_EQ(loaded.size(), starter()->files.size());
}

TEST_F(StarterSet, FindsNoFaceWhereThereIsNone) {
  const auto refusal_of = [](const Image& image) {
    const auto capture = extract(*encode_jpeg(image));
    EXPECT_FALSE(capture) << "score " << capture->detector_score;
    return capture ? Refusal::kTooFar : capture.error();
  };
  EXPECT_EQ(refusal_of(noise(640, 480)), Refusal::kNoFace);
  for (const int grey : {0, 2, 128, 255}) {  // 0: a covered lens
    Image flat(640, 480);
    for (int y = 0; y < 480; ++y) std::fill_n(flat.row(y), 3 * 640, static_cast<std::uint8_t>(grey));
    EXPECT_EQ(refusal_of(flat), Refusal::kNoFace) << grey;
  }
}

TEST_F(StarterSet, LeavesEverythingButAClearMatchToAPerson) {
  EXPECT_EQ(starter()->thresholds().review, -1);
  EXPECT_GT(starter()->thresholds().accept, 0.9);
}

TEST_F(StarterSet, RefusesAFaceWithoutItsOutline) {
  const DlibRecogniser recogniser(network("starter_resnet"));
  const Face face{.box = {40, 40, 80, 80}, .points = {}, .outline68 = {}, .score = 1};
  EXPECT_EQ(recogniser.embed(Image(160, 160), face).error().code, ErrorCode::kInternal);
  Face point = face;
  point.outline68.assign(68, Point{50, 50});
  EXPECT_EQ(recogniser.embed(Image(160, 160), point).error().code, ErrorCode::kInternal);
}

TEST_F(StarterSetOnFaces, TellsTheSamePersonFromAnother) {
  const auto man = extract(face_jpeg(kMan1));
  const auto again = extract(face_jpeg(kMan2));
  const auto lady = extract(face_jpeg(kLady1));
  ASSERT_TRUE(man && again && lady);
  EXPECT_EQ(man->embedding.model_set, starter()->id());
  ASSERT_EQ(man->embedding.vectors.size(), 1U);
  EXPECT_EQ(man->embedding.vectors[0].size(), 128U);
  EXPECT_EQ(embedding_from(to_bytes(man->embedding)), man->embedding);
  const auto score = [](const auto& a, const auto& b) {
    return engine().compare(a->embedding, b->embedding)->value;
  };
  EXPECT_LT(score(man, lady), starter()->thresholds().accept);
  EXPECT_GT(score(man, again), score(man, lady) + 0.02);
  EXPECT_NEAR(score(man, man), 1, 1e-5);
}

// Two detectors and two landmark networks that know nothing of each other agree on where a face is.
TEST_F(StarterSetOnFaces, SeesTheFaceWhereYunetSeesIt) {
  if (test_engine() == nullptr) GTEST_SKIP() << "no full set of networks in " << models_dir();
  for (const char* name : {kMan1, kMan2, kLady1}) {
    const auto ours = extract(face_jpeg(name));
    const auto theirs = test_engine()->extract(face_jpeg(name), FacePick::kSolePerson);
    ASSERT_TRUE(ours && theirs && *theirs) << name;
    EXPECT_GT(overlap(ours->box, (*theirs)->box), 0.5F) << name;
    for (std::size_t i = 0; i < ours->points.size(); ++i) {
      EXPECT_LT(distance(ours->points[i], (*theirs)->points[i]), 0.2F * ours->interocular_px) << name << i;
    }
  }
}

TEST_F(StarterSetOnFaces, RefusesTwoPeopleSideBySideAndAFaceTooFarAway) {
  const auto picture = [](const char* name, int width) {
    return resize(decode_jpeg(face_jpeg(name))->image, width, width);
  };
  Image both(800, 400);
  paste(both, picture(kMan1, 400), 0, 0);
  paste(both, picture(kLady1, 400), 400, 0);
  EXPECT_EQ(extract(*encode_jpeg(both)).error(), Refusal::kManyFaces);
  Image wide(1200, 900);
  paste(wide, picture(kMan1, 70), 550, 400);
  const auto far = extract(*encode_jpeg(wide));
  ASSERT_FALSE(far);
  EXPECT_TRUE(far.error() == Refusal::kTooFar || far.error() == Refusal::kNoFace);
}

}  // namespace
}  // namespace jianzai::face
