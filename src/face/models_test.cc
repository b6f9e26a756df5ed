#include "face/models.h"

#include <cstdlib>

#include <gmock/gmock.h>

#include "face/test_pictures.h"

namespace jianzai::face {
namespace {

using ::testing::HasSubstr;

std::string network(const std::string& name, std::string_view content) {
  return "[[network]]\nname = \"" + name + "\"\nfile = \"" + name + ".onnx\"\nsha256 = \"" +
         to_hex(crypto::sha256(as_bytes(content))) + "\"\nbytes = " + std::to_string(content.size()) +
         "\nlicence = \"MIT\"\nsource = \"a test\"\ninput_shape = [1, 3, 112, 112]\noutput_shape = [1, 128]\n"
         "colour = \"RGB\"\nalignment = [[1, 2], [3, 4], [5, 6.5], [7, 8], [9, 10]]\n";
}

std::string set(const std::string& id, const std::string& kind, const std::string& recogniser) {
  return "[[set]]\nid = \"" + id + "\"\nkind = \"" + kind +
         "\"\nlocator = { method = \"yunet\", networks = [\"find\"] }\n"
         "recognisers = [{ method = \"five_points\", networks = [\"" +
         recogniser +
         "\"] }]\n[set.thresholds]\naccept = 0.5\nreview = 0.4\ndata_set = \"none\"\nmeasured_on = "
         "\"2026-11-24\"\n"
         "fmr = 0.001\nfnmr = 0.02\n";
}

std::string sample() {
  return "schema = 1\n" + network("find", "finder") + network("small", "s") + network("large", "lll") +
         set("start-1", "starter", "small") + set("full-1", "full", "large");
}

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "jianzai-models-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void write(const std::string& name, std::string_view content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

TEST(Models, ReadsAManifest) {
  const auto manifest = parse_manifest(sample());
  ASSERT_TRUE(manifest) << manifest.error().detail;
  ASSERT_EQ(manifest->sets.size(), 2U);
  EXPECT_EQ(manifest->sets[1].id, "full-1");
  EXPECT_EQ(manifest->sets[1].kind, SetKind::kFull);
  EXPECT_EQ(manifest->sets[1].thresholds.accept, 0.5);
  const auto* entry = manifest->find("large");
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->pixels.colour, ColourOrder::kRgb);
  EXPECT_EQ((*entry->alignment)[2].y, 6.5F);
  EXPECT_EQ(entry->official_url, std::nullopt);
}

TEST(Models, ReadsTheManifestThatIsShipped) {
  const auto manifest = read_manifest(testing::source_dir() / "models" / "manifest.toml");
  ASSERT_TRUE(manifest) << manifest.error().detail;
  const auto& thresholds = manifest->sets.at(0).thresholds;
  EXPECT_EQ(manifest->sets.at(0).id, "fusion-2026.1");
  EXPECT_EQ(thresholds.accept, 0.45);
  EXPECT_EQ(thresholds.review, 0.34);
  EXPECT_EQ(thresholds.accept_high, 0.51);
  const auto& cohort = manifest->sets.at(0).cohort_thresholds;
  ASSERT_TRUE(cohort);
  EXPECT_EQ(cohort->thresholds.accept, 0.1162);
  EXPECT_EQ(cohort->nearest_share, 0.05);
  EXPECT_FALSE(manifest->sets.at(1).cohort_thresholds);
}

// After the last [[set]], the full one.
constexpr const char* kCohortTable =
    "accept_high = 0.6\n[set.cohort_thresholds]\naccept = -0.05\nreview = -1.5\ndata_set = \"none\"\n"
    "measured_on = \"2026-11-25\"\nfmr = 0.001\nfnmr = 0.01\nnearest_share = 0.05\ncohort_people = 400\n";

TEST(Models, ReadsThresholdsOfHighAssuranceAndOfTheNormalisedScore) {
  const auto manifest = parse_manifest(sample() + kCohortTable);
  ASSERT_TRUE(manifest) << manifest.error().detail;
  EXPECT_EQ(manifest->sets[0].thresholds.accept_high, std::nullopt);
  EXPECT_FALSE(manifest->sets[0].cohort_thresholds);
  EXPECT_EQ(manifest->sets[1].thresholds.accept_high, 0.6);
  const auto& cohort = manifest->sets[1].cohort_thresholds;
  ASSERT_TRUE(cohort);
  EXPECT_EQ(cohort->thresholds.accept, -0.05);
  EXPECT_EQ(cohort->thresholds.review, -1.5);  // below what a cosine can be
  EXPECT_EQ(cohort->thresholds.accept_high, std::nullopt);
  EXPECT_EQ(cohort->nearest_share, 0.05);
  EXPECT_EQ(cohort->cohort_people, 400);
}

TEST(Models, SaysWhatIsWrongWithAManifest) {
  const auto detail = [](const std::string& from, const std::string& to) {
    std::string text = sample() + kCohortTable;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    const auto manifest = parse_manifest(text);
    EXPECT_FALSE(manifest) << to;
    if (manifest) return std::string();
    EXPECT_EQ(manifest.error().code, ErrorCode::kUnavailable);
    return manifest.error().detail;
  };
  EXPECT_THAT(detail("schema = 1", "schema = 2"), HasSubstr("schema"));
  EXPECT_THAT(detail("schema = 1", "schema = "), HasSubstr("line 1"));
  EXPECT_THAT(detail("file = \"find.onnx\"", "file = \"../find.onnx\""), HasSubstr("leads out"));
  EXPECT_THAT(detail("file = \"find.onnx\"", "file = \"/etc/passwd\""), HasSubstr("leads out"));
  EXPECT_THAT(detail("bytes = 6", "bytes = -1"), HasSubstr("bytes"));
  EXPECT_THAT(detail("bytes = 6", "bytes = \"6\""), HasSubstr("bytes"));
  EXPECT_THAT(detail("sha256 = \"", "sha256 = \"zz"), HasSubstr("sha256"));
  EXPECT_THAT(detail("colour = \"RGB\"", "colour = \"XYZ\""), HasSubstr("colour"));
  EXPECT_THAT(detail("[5, 6.5], ", ""), HasSubstr("alignment"));
  EXPECT_THAT(detail("[5, 6.5]", "[5]"), HasSubstr("alignment"));
  EXPECT_THAT(detail("licence = \"MIT\"", "licence = \"\""), HasSubstr("licence"));
  EXPECT_THAT(detail("input_shape = [1, 3", "input_shape = [-1, 3"), HasSubstr("input_shape"));
  EXPECT_THAT(detail("name = \"small\"", "name = \"find\""), HasSubstr("two entries"));
  EXPECT_THAT(detail("networks = [\"large\"]", "networks = [\"other\"]"), HasSubstr("other"));
  EXPECT_THAT(detail("kind = \"full\"", "kind = \"best\""), HasSubstr("kind"));
  EXPECT_THAT(detail("accept = 0.5", "accept = 1.5"), HasSubstr("accept"));
  EXPECT_THAT(detail("accept = 0.5", "accept = 0.3"), HasSubstr("review"));
  EXPECT_THAT(detail("accept_high = 0.6", "accept_high = 0.4"), HasSubstr("accept_high"));
  EXPECT_THAT(detail("review = -1.5", "review = -2.5"), HasSubstr("review"));
  EXPECT_THAT(detail("nearest_share = 0.05", "nearest_share = 0"), HasSubstr("nearest_share"));
  EXPECT_THAT(detail("nearest_share = 0.05\n", ""), HasSubstr("nearest_share"));
  EXPECT_THAT(detail("cohort_people = 400", "cohort_people = 0"), HasSubstr("cohort_people"));
  EXPECT_THAT(detail("data_set = \"none\"\n", ""), HasSubstr("data_set"));
  EXPECT_THAT(detail("id = \"full-1\"", "id = \"Full 1\""), HasSubstr("id"));
}

TEST(Models, RefusesAManifestThatIsNotThere) {
  EXPECT_EQ(read_manifest("no/such/manifest.toml").error().code, ErrorCode::kIo);
}

TEST(Models, PrefersTheFullSet) {
  const Folder folder;
  folder.write("find.onnx", "finder");
  folder.write("small.onnx", "s");
  folder.write("large.onnx", "lll");
  const auto search = find_models(*parse_manifest(sample()), {folder.path()});
  ASSERT_TRUE(search.best);
  EXPECT_EQ(search.best->id(), "full-1");
  EXPECT_EQ(search.best->files.size(), 2U);
}

TEST(Models, FallsBackToTheStarterSetAndSaysWhy) {
  const Folder folder;
  folder.write("find.onnx", "finder");
  folder.write("small.onnx", "s");
  const auto search = find_models(*parse_manifest(sample()), {folder.path()});
  ASSERT_TRUE(search.best);
  EXPECT_EQ(search.best->id(), "start-1");
  EXPECT_THAT(search.explain(), HasSubstr("full-1 (full): large.onnx: missing"));
  EXPECT_THAT(search.explain(), HasSubstr("start-1 (starter): complete"));
}

TEST(Models, TakesNoAlteredFile) {
  const Folder folder;
  folder.write("find.onnx", "finder");
  folder.write("small.onnx", "ss");   // another size
  folder.write("large.onnx", "llx");  // same size, other content
  const auto search = find_models(*parse_manifest(sample()), {folder.path()});
  EXPECT_FALSE(search.best);
  EXPECT_THAT(search.explain(), HasSubstr("small.onnx: 2 bytes instead of 1"));
  EXPECT_THAT(search.explain(), HasSubstr("large.onnx: its SHA-256 is another"));
  EXPECT_THAT(search.explain(), HasSubstr("in " + folder.path().string()));
}

TEST(Models, SaysWhatToDoAboutAMissingFile) {
  std::string text = sample();
  const auto add = [&](const std::string& name, const std::string& lines) {
    const std::string line = "name = \"" + name + "\"\n";
    text.insert(text.find(line) + line.size(), lines);
  };
  add("find", "official_url = \"https://example.org/find\"\n");
  add("small",
      "converter = \"intel\"\nofficial_files = [\n  { file = \"s.xml\", sha256 = \"00\", url = "
      "\"https://example.org/s.xml\" },\n]\n");
  const auto manifest = parse_manifest(text);
  ASSERT_TRUE(manifest) << manifest.error().detail;
  const Folder folder;
  const auto told = find_models(*manifest, {folder.path()}).explain();
  EXPECT_THAT(told, HasSubstr("find.onnx: missing (its official file: https://example.org/find)"));
  EXPECT_THAT(told,
              HasSubstr("small.onnx: missing (./dev models converts it from https://example.org/s.xml)"));
  EXPECT_THAT(told, HasSubstr("large.onnx: missing (models/manifest.toml says where it comes from)"));
  EXPECT_THAT(told, HasSubstr("to mend it: ./dev models"));
  EXPECT_THAT(told, HasSubstr(folder.path().string()));
}

TEST(Models, LooksFurtherWhenTheFirstFileIsAltered) {
  const Folder altered;
  const Folder good;
  altered.write("large.onnx", "llx");
  good.write("large.onnx", "lll");
  good.write("find.onnx", "finder");
  const auto search = find_models(*parse_manifest(sample()), {altered.path(), good.path()});
  ASSERT_TRUE(search.best);
  EXPECT_EQ(search.best->files.find("large")->second.path, good.path() / "large.onnx");
}

TEST(Models, LooksOnlyWhereTheEnvironmentSays) {
  const char* before = std::getenv("JIANZAI_MODELS");
  const std::string kept = before != nullptr ? before : "";
  setenv("JIANZAI_MODELS", "some/where", 1);
  EXPECT_EQ(model_directories(), std::vector<std::filesystem::path>{"some/where"});
  unsetenv("JIANZAI_MODELS");
  EXPECT_EQ(model_directories().size(), 2U);
  if (before != nullptr) setenv("JIANZAI_MODELS", kept.c_str(), 1);
}

TEST(Models, RefusesASetWhoseFilesChangedOrAreNoNetworks) {
  const Folder folder;
  folder.write("find.onnx", "finder");
  folder.write("large.onnx", "lll");
  auto search = find_models(*parse_manifest(sample()), {folder.path()});
  ASSERT_TRUE(search.best);
  EXPECT_EQ(Engine::create(*search.best, 1).error().code, ErrorCode::kUnavailable);  // no ONNX in it
  folder.write("find.onnx", "fondue");
  EXPECT_EQ(Engine::create(*search.best, 1).error().code, ErrorCode::kUnavailable);
  search.best->entry.locator.method = "crystal_ball";
  const auto engine = Engine::create(*search.best, 1);
  ASSERT_FALSE(engine);
  EXPECT_THAT(engine.error().detail, HasSubstr("crystal_ball"));
  std::filesystem::remove(folder.path() / "find.onnx");
  search.best->entry.locator.method = "yunet";
  EXPECT_EQ(Engine::create(*search.best, 1).error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace jianzai::face
