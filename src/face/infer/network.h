// The only place that knows how a network is executed (OpenCV's cv::dnn on the CPU).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "face/models.h"
#include "image/image.h"

namespace jianzai::face::infer {

// Row-major float32.
struct Tensor {
  std::vector<int> shape;
  std::vector<float> values;
};

// 1x3xHxW, or 1x1xHxW for grey (ITU-R BT.601 luma).
[[nodiscard]] Tensor to_tensor(const Image& image, const PixelForm& form);

// A loaded network. Thread-safe: a call borrows one of a fixed number of instances and waits while all are
// out.
class Network {
 public:
  // From a file's bytes. Sets OpenCV to one thread a call, process-wide.
  // Errors: kUnavailable when it cannot be loaded.
  enum class Format { kOnnx, kTensorFlow };
  [[nodiscard]] static Result<std::unique_ptr<Network>> load(std::string name, ByteView bytes, int instances,
                                                             Format format = Format::kOnnx);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  // The named outputs in that order; none named: the last one.
  // Errors: kInternal when the network does not take the input or has no such output.
  [[nodiscard]] Result<std::vector<Tensor>> run(const Tensor& input,
                                                std::span<const std::string> outputs = {}) const;

 private:
  struct Instances;
  Network(std::string name, std::unique_ptr<Instances> instances);

  std::string name_;
  std::unique_ptr<Instances> instances_;
};

}  // namespace jianzai::face::infer
