#include "face/pipeline.h"

#include <fstream>

#include "crypto/digest.h"
#include "face/dlib_recogniser.h"
#include "face/five_point_recogniser.h"
#include "face/infer/network.h"
#include "face/outline_locator.h"
#include "face/yunet.h"

namespace jianzai::face {
namespace {

Result<Bytes> read_verified(const ModelSet::File& file) {
  std::ifstream stream(file.path, std::ios::binary);
  if (!stream) return fail(ErrorCode::kIo, file.entry.name + ": cannot be read");
  Bytes bytes(file.entry.bytes);
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  const bool whole = stream.gcount() == static_cast<std::streamsize>(bytes.size());
  if (!whole || crypto::sha256(bytes) != file.entry.sha256) {
    return fail(ErrorCode::kUnavailable, file.entry.name + ": altered since it was found");
  }
  return bytes;
}

Result<std::unique_ptr<infer::Network>> load(const ModelSet& set, const std::string& name, int instances) {
  const auto file = set.files.find(name);
  if (file == set.files.end()) return fail(ErrorCode::kUnavailable, name + ": not in the set");
  const auto bytes = TRY(read_verified(file->second));
  const auto format = file->second.path.extension() == ".pb" ? infer::Network::Format::kTensorFlow
                                                             : infer::Network::Format::kOnnx;
  return infer::Network::load(name, bytes, instances, format);
}

Result<void> expect_networks(const StepEntry& step, std::size_t count) {
  if (step.networks.size() == count) return {};
  return fail(ErrorCode::kUnavailable, step.method + ": takes " + std::to_string(count) + " network(s)");
}

}  // namespace

Result<std::unique_ptr<FaceLocator>> make_locator(const ModelSet& set, int instances) {
  const StepEntry& step = set.entry.locator;
  if (step.method == "yunet") {
    TRY(expect_networks(step, 1));
    return std::make_unique<YunetLocator>(TRY(load(set, step.networks[0], instances)));
  }
  if (step.method == "ssd_outline") {
    TRY(expect_networks(step, 2));
    auto detector = std::make_unique<SsdDetector>(TRY(load(set, step.networks[0], instances)));
    return std::make_unique<OutlineLocator>(std::move(detector), TRY(load(set, step.networks[1], instances)));
  }
  return fail(ErrorCode::kUnavailable, "no such locator: " + step.method);
}

Result<std::unique_ptr<Recogniser>> make_recogniser(const ModelSet& set, const StepEntry& step,
                                                    int instances) {
  if (step.method == "five_points") {
    TRY(expect_networks(step, 1));
    auto network = TRY(load(set, step.networks[0], instances));
    return FivePointRecogniser::create(set.files.find(step.networks[0])->second.entry, std::move(network));
  }
  if (step.method == "dlib_chip") {
    TRY(expect_networks(step, 1));
    return std::make_unique<DlibRecogniser>(TRY(load(set, step.networks[0], instances)));
  }
  return fail(ErrorCode::kUnavailable, "no such recogniser: " + step.method);
}

}  // namespace jianzai::face
