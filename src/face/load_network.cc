#include "face/load_network.h"

#include <fstream>

#include "crypto/digest.h"

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

}  // namespace

Result<std::unique_ptr<infer::Network>> load_network(const ModelSet& set, const std::string& name,
                                                     int instances) {
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

}  // namespace jianzai::face
