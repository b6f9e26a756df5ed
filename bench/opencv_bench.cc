// OpenCV's own code on the same weights: imdecode, FaceDetectorYN, FaceRecognizerSF (alignCrop, feature).
// That class takes 112x112 only; intel0095 has 128x128 and goes through getAffineTransform, warpAffine and
// cv::dnn, as OpenCV's samples do it. Networks from JIANZAI_BENCH_MODELS.
#include <iostream>

#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect/face.hpp>

#include "pictures.h"

namespace {

namespace bench = jianzai::bench;

// The manifest's alignment of intel0095: both eyes and the middle of the mouth's corners, in 128x128 pixels.
const std::vector<cv::Point2f> kIntelPlaces = {
    {40.393F, 59.081F}, {87.376F, 59.081F}, {(44.732F + 83.640F) / 2, 105.561F}};

struct Networks {
  cv::Ptr<cv::FaceDetectorYN> detector;
  cv::Ptr<cv::FaceRecognizerSF> mbf;
  cv::dnn::Net intel;
};

struct Prepared {
  bench::Bytes jpeg;
  cv::Mat image;
  cv::Mat face;  // a row of FaceDetectorYN
};

Networks load() {
  const auto file = [](const char* name) {
    return (bench::folder_of("JIANZAI_BENCH_MODELS") / name).string();
  };
  Networks networks;
  networks.detector =
      cv::FaceDetectorYN::create(file("detector_yunet_2022mar.onnx"), "", {640, 480}, 0.8F, 0.3F, 5000);
  networks.mbf = cv::FaceRecognizerSF::create(file("recognizer_mbf_foamliu.onnx"), "");
  networks.intel = cv::dnn::readNetFromONNX(file("recognizer_intel0095.onnx"));
  networks.intel.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
  networks.intel.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
  return networks;
}

cv::Mat decode(const bench::Bytes& jpeg) { return cv::imdecode(jpeg, cv::IMREAD_COLOR); }

cv::Mat locate(const Networks& networks, const cv::Mat& image) {
  cv::Mat faces;
  networks.detector->setInputSize(image.size());
  networks.detector->detect(image, faces);
  if (faces.rows < 1) throw std::runtime_error("no face");
  return faces.row(0);
}

cv::Mat embed_mbf(const Networks& networks, const cv::Mat& image, const cv::Mat& face) {
  cv::Mat aligned;
  cv::Mat feature;
  networks.mbf->alignCrop(image, face, aligned);
  networks.mbf->feature(aligned, feature);
  return feature.clone();
}

cv::Mat align_intel(const cv::Mat& image, const cv::Mat& face) {
  const auto point = [&](int i) {
    return cv::Point2f(face.at<float>(0, 4 + 2 * i), face.at<float>(0, 5 + 2 * i));
  };
  const std::vector<cv::Point2f> points = {point(0), point(1), (point(3) + point(4)) / 2};
  cv::Mat aligned;
  cv::warpAffine(image, aligned, cv::getAffineTransform(points, kIntelPlaces), {128, 128}, cv::INTER_LINEAR);
  return aligned;
}

cv::Mat embed_intel(Networks& networks, const cv::Mat& image, const cv::Mat& face) {
  networks.intel.setInput(cv::dnn::blobFromImage(align_intel(image, face)));
  return networks.intel.forward().clone();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    cv::setNumThreads(1);
    Networks networks = load();
    for (const std::string size : {"640x480", "320x240"}) {
      static std::vector<std::vector<Prepared>> kept;
      kept.reserve(2);
      auto& prepared = kept.emplace_back();
      for (const auto& jpeg : bench::jpegs(size)) {
        const cv::Mat image = decode(jpeg);
        prepared.push_back({jpeg, image, locate(networks, image).clone()});
      }
      bench::add("opencv/whole/" + size, prepared, [&](const Prepared& p) {
        const cv::Mat image = decode(p.jpeg);
        const cv::Mat face = locate(networks, image);
        return std::pair(embed_mbf(networks, image, face), embed_intel(networks, image, face));
      });
      bench::add("opencv/decode/" + size, prepared, [](const Prepared& p) { return decode(p.jpeg); });
      bench::add("opencv/locate/" + size, prepared,
                 [&](const Prepared& p) { return locate(networks, p.image); });
      bench::add("opencv/align_intel0095/" + size, prepared,
                 [](const Prepared& p) { return align_intel(p.image, p.face); });
      bench::add("opencv/embed_intel0095/" + size, prepared,
                 [&](const Prepared& p) { return embed_intel(networks, p.image, p.face); });
      bench::add("opencv/align_mbf_foamliu/" + size, prepared, [&](const Prepared& p) {
        cv::Mat aligned;
        networks.mbf->alignCrop(p.image, p.face, aligned);
        return aligned;
      });
      bench::add("opencv/embed_mbf_foamliu/" + size, prepared,
                 [&](const Prepared& p) { return embed_mbf(networks, p.image, p.face); });
    }
    benchmark::AddCustomContext("opencv", cv::getVersionString());
    return bench::run_benchmarks(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "bench_opencv: " << e.what() << '\n';
    return 1;
  }
}
