// models/intel: the network that Intel publishes, as we run it.
#include <cmath>

#include <toml++/toml.h>

#include "face/five_point_recogniser.h"
#include "face/infer/network.h"
#include "face/test_pictures.h"

namespace jianzai::face {
namespace {

using namespace jianzai::face::testing;

// As models/intel/golden.toml says.
Image golden_picture(int side) {
  Image image(side, side);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      for (int c = 0; c < 3; ++c) {
        image.row(y)[3 * x + c] =
            static_cast<std::uint8_t>((7 * x + 13 * y + 29 * c + 9 * (x * y % 11)) % 256);
      }
    }
  }
  return image;
}

TEST(IntelNetwork, GivesWhatIntelsFilesGive) {
  const auto manifest = read_manifest(source_dir() / "models" / "manifest.toml");
  ASSERT_TRUE(manifest) << manifest.error().detail;
  const auto golden = toml::parse_file((source_dir() / "models" / "intel" / "golden.toml").string());
  const auto* entry = manifest->find(*golden["network"].value<std::string>());
  ASSERT_NE(entry, nullptr);
  Bytes file = read_bytes(models_dir() / entry->file);
  if (file.empty()) file = read_bytes(source_dir() / "var" / "models" / entry->file);
  if (file.empty()) GTEST_SKIP() << "no " << entry->file << ": run ./dev models";
  ASSERT_EQ(crypto::sha256(file), entry->sha256);

  const auto network = infer::Network::load(entry->name, file, 1);
  ASSERT_TRUE(network) << network.error().detail;
  const auto side = static_cast<int>(*golden["side"].value<std::int64_t>());
  const auto out = (*network)->run(infer::to_tensor(golden_picture(side), entry->pixels));
  ASSERT_TRUE(out) << out.error().detail;
  const auto& values = out->front().values;
  const auto& expected = *golden["values"].as_array();
  ASSERT_EQ(values.size(), expected.size());
  double dot = 0;
  double ours = 0;
  double theirs = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double reference = *expected[i].value<double>();
    EXPECT_NEAR(values[i], reference, *golden["tolerance"].value<double>()) << i;
    dot += values[i] * reference;
    ours += values[i] * values[i];
    theirs += reference * reference;
  }
  EXPECT_GT(dot / std::sqrt(ours * theirs), 0.999999);
}

}  // namespace
}  // namespace jianzai::face
