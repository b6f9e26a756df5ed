#include "face/infer/network.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>

#include <opencv2/dnn.hpp>

namespace jianzai::face::infer {

struct Network::Instances {
  std::mutex mutex;
  std::condition_variable returned;
  std::vector<std::unique_ptr<cv::dnn::Net>> idle;
};

namespace {

Tensor copy(const cv::Mat& blob) {
  Tensor tensor;
  for (int i = 0; i < blob.dims; ++i) tensor.shape.push_back(blob.size[i]);
  CV_Assert(blob.type() == CV_32F && blob.isContinuous());
  const auto* first = blob.ptr<float>();
  tensor.values.assign(first, first + blob.total());
  return tensor;
}

}  // namespace

Tensor to_tensor(const Image& image, const PixelForm& form) {
  const auto plane = static_cast<std::size_t>(image.width()) * static_cast<std::size_t>(image.height());
  const int channels = form.colour == ColourOrder::kGray ? 1 : 3;
  Tensor tensor{.shape = {1, channels, image.height(), image.width()},
                .values = std::vector<float>(static_cast<std::size_t>(channels) * plane)};
  if (image.empty()) return tensor;
  const std::uint8_t* pixel = image.row(0);
  float* const values = tensor.values.data();
  if (form.colour == ColourOrder::kGray) {
    for (std::size_t i = 0; i < plane; ++i, pixel += 3) {
      const float luma = 0.114F * pixel[0] + 0.587F * pixel[1] + 0.299F * pixel[2];
      values[i] = (luma - form.mean[0]) * form.scale;
    }
    return tensor;
  }
  // Pixels are BGR.
  const std::array<std::size_t, 3> from = form.colour == ColourOrder::kRgb
                                              ? std::array<std::size_t, 3>{2, 1, 0}
                                              : std::array<std::size_t, 3>{0, 1, 2};
  for (std::size_t i = 0; i < plane; ++i, pixel += 3) {
    for (std::size_t channel = 0; channel < 3; ++channel) {
      values[channel * plane + i] = (pixel[from[channel]] - form.mean[channel]) * form.scale;
    }
  }
  return tensor;
}

Network::Network(std::string name, std::unique_ptr<Instances> instances)
    : name_(std::move(name)), instances_(std::move(instances)) {}
Network::~Network() = default;

Result<std::unique_ptr<Network>> Network::load(std::string name, ByteView bytes, int instances,
                                               Format format) {
  auto loaded = std::make_unique<Instances>();
  try {
    cv::setNumThreads(1);
    for (int i = 0; i < std::max(instances, 1); ++i) {
      const auto* first = reinterpret_cast<const char*>(bytes.data());
      auto net = std::make_unique<cv::dnn::Net>(format == Format::kOnnx
                                                    ? cv::dnn::readNetFromONNX(first, bytes.size())
                                                    : cv::dnn::readNetFromTensorflow(first, bytes.size()));
      if (net->empty()) return fail(ErrorCode::kUnavailable, name + ": an empty network");
      net->setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
      net->setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
      loaded->idle.push_back(std::move(net));
    }
  } catch (const std::exception& e) {
    return fail(ErrorCode::kUnavailable, name + ": " + e.what());
  }
  return std::unique_ptr<Network>(new Network(std::move(name), std::move(loaded)));
}

Result<std::vector<Tensor>> Network::run(const Tensor& input, std::span<const std::string> outputs) const {
  std::unique_ptr<cv::dnn::Net> net;
  {
    std::unique_lock lock(instances_->mutex);
    instances_->returned.wait(lock, [&] { return !instances_->idle.empty(); });
    net = std::move(instances_->idle.back());
    instances_->idle.pop_back();
  }
  Result<std::vector<Tensor>> result;
  try {
    const cv::Mat blob(input.shape, CV_32F, const_cast<float*>(input.values.data()));
    net->setInput(blob);
    std::vector<cv::Mat> blobs;
    if (outputs.empty()) {
      blobs.push_back(net->forward());
    } else {
      net->forward(blobs, std::vector<cv::String>(outputs.begin(), outputs.end()));
    }
    // Copied before the instance goes back: its blobs are overwritten by the next call.
    for (const auto& out : blobs) result->push_back(copy(out));
  } catch (const std::exception& e) {
    result = fail(ErrorCode::kInternal, name_ + ": " + e.what());
  }
  {
    const std::lock_guard lock(instances_->mutex);
    instances_->idle.push_back(std::move(net));
  }
  instances_->returned.notify_one();
  return result;
}

}  // namespace jianzai::face::infer
