// Pins what networks and measures make of a dozen photographs (conformance.csv), so that another library,
// compiler or network cannot shift decisions unseen. After an intended change write it anew and look at the
// difference: JIANZAI_CONFORMANCE=src/face/conformance.csv face_test --gtest_filter=Conformance.*
//
// No embedding of a person is kept, only 8 sums of its values with random signs. Such a sum moves by about
// the length of the difference between two embeddings: 0.015 is a cosine of 0.9999.

#include <cmath>
#include <cstdlib>
#include <functional>
#include <map>
#include <random>
#include <set>

#include <fmt/format.h>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include "face/pad/make.h"
#include "face/pairs.h"
#include "face/quality/assess.h"
#include "face/test_pictures.h"

namespace jianzai::face {
namespace {

using namespace jianzai::face::testing;

constexpr const char* kPictures[] = {
    kMan1,
    kMan2,
    kLady1,
    "london/005/005_neutral.jpg",
    "london/005/005_smiling.jpg",
    "london/025/025_neutral.jpg",
    "lfw/Lucy_Liu/Lucy_Liu_0001.jpg",
    "lfw/Nelson_Mandela/Nelson_Mandela_0001.jpg",
    "lfw/Yoko_Ono/Yoko_Ono_0001.jpg",
    "lfw/Zhu_Rongji/Zhu_Rongji_0001.jpg",
    "lfw/Zhu_Rongji/Zhu_Rongji_0002.jpg",
    "liveness_samples/image_T1.jpg",
    "liveness_samples/image_F2.jpg",
};

// How far a value may be from the pinned one; docs/calibration.md tells why so far.
struct Pinned {
  double value = 0;
  double tolerance = 0;
};
// By `network,picture,measure`.
using Values = std::map<std::string, Pinned>;

std::filesystem::path csv_file() { return source_dir() / "src" / "face" / "conformance.csv"; }

void add_face(Values& values, const std::string& picture, const Face& face) {
  const auto add = [&](const std::string& measure, double value, double tolerance) {
    values["yunet_2022mar," + picture + ',' + measure] = {value, tolerance};
  };
  const double near_px = 0.005 * face.box.width;
  add("score", face.score, 0.005);
  add("box_x_px", face.box.x, 2 * near_px);
  add("box_y_px", face.box.y, 2 * near_px);
  add("box_width_px", face.box.width, 2 * near_px);
  add("box_height_px", face.box.height, 2 * near_px);
  for (std::size_t i = 0; i < face.points.size(); ++i) {
    add(fmt::format("point{}_x_px", i + 1), face.points[i].x, near_px);
    add(fmt::format("point{}_y_px", i + 1), face.points[i].y, near_px);
  }
}

void add_quality(Values& values, const std::string& picture, const quality::QualityReport& report) {
  const auto add = [&](const std::string& measure, double value, double tolerance) {
    values["quality," + picture + ',' + measure] = {value, tolerance};
  };
  add("inter_eye_share", report.inter_eye_share, 0.002);
  add("off_centre_share", report.off_centre_share, 0.01);
  add("margin_share", report.margin_share, 0.02);
  add("luminance_mean", report.luminance_mean, 0.01);
  add("under_exposed_share", report.under_exposed_share, 0.02);
  add("over_exposed_share", report.over_exposed_share, 0.02);
  add("dynamic_range_bits", report.dynamic_range_bits, 0.1);
  add("illumination_uniformity", report.illumination_uniformity, 0.05);
  add("sharpness", report.sharpness, 0.02);
  if (report.backlight_stops) add("backlight_stops", *report.backlight_stops, 0.05);
}

void add_landmarks(Values& values, const std::string& picture, const Inspection& inspection) {
  if (inspection.landmarks) {
    const double near_px = 0.01 * inspection.face.box.width;
    for (const std::size_t i : {46U, 52U, 61U, 72U, 76U, 84U, 90U, 98U}) {
      const auto key = fmt::format("zq_landmarks106,{},point{}_", picture, i);
      values[key + "x_px"] = {(*inspection.landmarks)[i].x, near_px};
      values[key + "y_px"] = {(*inspection.landmarks)[i].y, near_px};
    }
    const auto eyes = eye_openness(*inspection.landmarks);
    values["zq_landmarks106," + picture + ",eye_openness_image_left"] = {eyes.image_left, 0.02};
    values["zq_landmarks106," + picture + ",eye_openness_image_right"] = {eyes.image_right, 0.02};
    values["zq_landmarks106," + picture + ",mouth_openness"] = {mouth_openness(*inspection.landmarks), 0.02};
  }
  if (inspection.pose) {
    values["zq_head_pose," + picture + ",yaw_deg"] = {inspection.pose->yaw_deg, 1};
    values["zq_head_pose," + picture + ",pitch_deg"] = {inspection.pose->pitch_deg, 1};
    values["zq_head_pose," + picture + ",roll_deg"] = {inspection.pose->roll_deg, 1};
  }
}

void add_embedding(Values& values, const std::string& picture, const Embedding& embedding) {
  const std::string networks[] = {"intel0095", "mbf_foamliu"};
  ASSERT_EQ(embedding.vectors.size(), std::size(networks));
  for (std::size_t v = 0; v < embedding.vectors.size(); ++v) {
    std::mt19937_64 random(1);
    for (int i = 1; i <= 8; ++i) {
      double sum = 0;
      for (const float value : embedding.vectors[v]) sum += (random() >> 63U) == 0 ? value : -value;
      values[fmt::format("{},{},projection{}", networks[v], picture, i)] = {sum, 0.015};
    }
  }
}

// `change`: what is done to the pixels before anything looks at them.
Values measure(const std::function<void(Image&)>& change) {
  Values values;
  const Engine& engine = *test_engine();
  const auto pad = pad::make_passive_pad(engine.models(), 1);
  EXPECT_TRUE(pad) << pad.error().detail;
  std::vector<std::pair<std::string, Embedding>> embeddings;
  for (const std::string picture : kPictures) {
    auto decoded = decode_jpeg(face_jpeg(picture.c_str()), kWorkingSide_px);
    EXPECT_TRUE(decoded) << picture;
    if (!decoded) continue;
    change(decoded->image);
    const auto inspected = engine.inspect(std::move(*decoded), FacePick::kNearestCentre);
    EXPECT_TRUE(inspected && *inspected) << picture;
    if (!inspected || !*inspected) continue;
    const Inspection& inspection = **inspected;
    add_face(values, picture, inspection.face);
    add_landmarks(values, picture, inspection);
    add_quality(values, picture, quality::assess(inspection));
    const auto embedding = engine.embed(inspection.decoded.image, inspection.face);
    EXPECT_TRUE(embedding) << picture;
    if (!embedding) continue;
    add_embedding(values, picture, *embedding);
    for (const auto& [other, earlier] : embeddings) {
      const auto score = engine.compare(earlier, *embedding);
      EXPECT_TRUE(score);
      values[engine.models().id() + ',' + other + ' ' + picture + ",score"] = {score->value, 0.002};
    }
    embeddings.emplace_back(picture, *embedding);
    if (pad && *pad) {
      const auto live = (*pad)->score(inspection.decoded.image, inspection.face.box);
      EXPECT_TRUE(live) << picture;
      if (!live) continue;
      values["minifasnet_v2," + picture + ",live"] = {live->by_network[0], 0.01};
      values["minifasnet_v1se," + picture + ",live"] = {live->by_network[1], 0.01};
    }
  }
  return values;
}

void write(const Values& values, const std::filesystem::path& file) {
  std::ofstream stream(file, std::ios::binary);
  stream << "network,picture,measure,value,tolerance\n";
  for (const auto& [key, pinned] : values) {
    stream << fmt::format("{},{:.5g},{:.2g}\n", key, pinned.value, pinned.tolerance);
  }
  ASSERT_TRUE(stream.flush());
}

Values read(const std::filesystem::path& file) {
  Values values;
  const auto text = read_bytes(file);
  const auto rows = read_csv(as_text(text));
  EXPECT_TRUE(rows && !rows->empty()) << file;
  for (std::size_t i = 1; rows && i < rows->size(); ++i) {
    const auto& row = (*rows)[i].values;
    EXPECT_EQ(row.size(), 5U);
    if (row.size() != 5) continue;
    values[row[0] + ',' + row[1] + ',' + row[2]] = {std::stod(row[3]), std::stod(row[4])};
  }
  return values;
}

// One line for each value that is too far away, that is new, or that is gone.
std::vector<std::string> differences(const Values& pinned, const Values& now) {
  std::vector<std::string> lines;
  for (const auto& [key, was] : pinned) {
    const auto found = now.find(key);
    if (found == now.end()) {
      lines.push_back(key + ": gone");
    } else if (!(std::abs(found->second.value - was.value) <= was.tolerance)) {
      lines.push_back(fmt::format("{}: {:.5g}, pinned {:.5g} +- {:.2g}", key, found->second.value, was.value,
                                  was.tolerance));
    }
  }
  for (const auto& [key, is] : now) {
    if (!pinned.contains(key)) lines.push_back(fmt::format("{}: {:.5g}, not pinned", key, is.value));
  }
  return lines;
}

class Conformance : public ::testing::Test {
 protected:
  void SetUp() override {
    if (test_engine() == nullptr) GTEST_SKIP() << "no full set of networks in " << models_dir();
    if (face_jpeg(kMan1).empty()) GTEST_SKIP() << "no faces in " << faces_dir();
  }
};

TEST_F(Conformance, ValuesAreThePinnedOnes) {
  const auto now = measure([](Image&) {});
  if (const char* file = std::getenv("JIANZAI_CONFORMANCE"); file != nullptr && *file != '\0') {
    write(now, file);
    return;
  }
  for (const auto& line : differences(read(csv_file()), now)) ADD_FAILURE() << line;
}

TEST_F(Conformance, NoticesAnotherSmoothingOrOrderOfColours) {
  const auto pinned = read(csv_file());
  // Of each network at least one value has to be out of its tolerance.
  const auto networks_of = [](const std::vector<std::string>& lines) {
    std::set<std::string> names;
    for (const auto& line : lines) names.insert(line.substr(0, line.find(',')));
    return names;
  };
  std::set<std::string> all;
  for (const auto& [key, value] : pinned) all.insert(key.substr(0, key.find(',')));
  EXPECT_EQ(all.size(), 9U);
  const auto smoothed = measure([](Image& image) {
    cv::Mat view(image.height(), image.width(), CV_8UC3, image.row(0));
    cv::blur(view, view, {3, 3});
  });
  EXPECT_EQ(networks_of(differences(pinned, smoothed)), all);
  const auto swapped = measure([](Image& image) {
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) std::swap(image.row(y)[3 * x], image.row(y)[3 * x + 2]);
    }
  });
  EXPECT_EQ(networks_of(differences(pinned, swapped)), all);
}

// The same networks as OpenCV alone runs them: least squares by cv::solve, cv::warpAffine, cv::dnn. On LFW,
// where faces are about as large as the networks' input: warp() shrinks larger ones first, warpAffine skips
// pixels.
TEST_F(Conformance, EmbeddingsEqualThoseOfPlainOpenCv) {
  const auto& set = test_engine()->models();
  for (const std::string picture : kPictures) {
    if (!picture.starts_with("lfw/")) continue;
    const auto inspected =
        test_engine()->inspect(*decode_jpeg(face_jpeg(picture.c_str())), FacePick::kNearestCentre);
    ASSERT_TRUE(inspected && *inspected) << picture;
    const Image& image = (*inspected)->decoded.image;
    const auto embedding = test_engine()->embed(image, (*inspected)->face);
    ASSERT_TRUE(embedding) << picture;
    const cv::Mat pixels(image.height(), image.width(), CV_8UC3, const_cast<std::uint8_t*>(image.row(0)));
    for (std::size_t v = 0; v < set.entry.recognisers.size(); ++v) {
      const auto& file = set.files.at(set.entry.recognisers[v].networks[0]);
      cv::Mat system(10, 4, CV_64F);
      cv::Mat places(10, 1, CV_64F);
      for (int i = 0; i < 5; ++i) {
        const Point from = (*inspected)->face.points[static_cast<std::size_t>(i)];
        const Point to = (*file.entry.alignment)[static_cast<std::size_t>(i)];
        const double rows[] = {from.x, -from.y, 1, 0, from.y, from.x, 0, 1};
        std::copy_n(rows, 8, system.ptr<double>(2 * i));
        places.at<double>(2 * i) = to.x;
        places.at<double>(2 * i + 1) = to.y;
      }
      cv::Mat s;
      ASSERT_TRUE(cv::solve(system, places, s, cv::DECOMP_SVD));
      const cv::Mat transform = (cv::Mat_<double>(2, 3) << s.at<double>(0), -s.at<double>(1), s.at<double>(2),
                                 s.at<double>(1), s.at<double>(0), s.at<double>(3));
      const cv::Size size(file.entry.input_shape[3], file.entry.input_shape[2]);
      cv::Mat aligned;
      cv::warpAffine(pixels, aligned, transform, size);
      auto network = cv::dnn::readNet(file.path.string());
      network.setInput(
          cv::dnn::blobFromImage(aligned, 1, size, {}, file.entry.pixels.colour == ColourOrder::kRgb));
      const cv::Mat output = network.forward().reshape(1, 1);
      const cv::Mat ours(1, output.cols, CV_32F, const_cast<float*>(embedding->vectors[v].data()));
      const double cosine = output.dot(ours) / (cv::norm(output) * cv::norm(ours));
      EXPECT_GE(cosine, 0.9999) << picture << ' ' << file.entry.name;
    }
  }
}

}  // namespace
}  // namespace jianzai::face
