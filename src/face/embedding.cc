#include "face/embedding.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <optional>
#include <string_view>

namespace jianzai::face {
namespace {

static_assert(std::endian::native == std::endian::little, "the format copies floats as they are");

constexpr std::string_view kMagic("JZE\x01", 4);
constexpr std::size_t kIdBytesMax = 64;
constexpr std::size_t kVectorsMax = 8;
constexpr std::size_t kValuesMax = 4096;
constexpr double kLengthTolerance = 1e-3;

double length_of(const std::vector<float>& vector) {
  double sum = 0;
  for (const float value : vector) sum += static_cast<double>(value) * value;
  return std::sqrt(sum);
}

tl::unexpected<Error> damaged(const char* what) {
  return fail(ErrorCode::kInternal, std::string("no embedding: ") + what);
}

// Takes bytes off the front; nothing when there are too few.
class Reader {
 public:
  explicit Reader(ByteView bytes) : rest_(bytes) {}
  [[nodiscard]] std::optional<ByteView> take(std::size_t count) {
    if (count > rest_.size()) return std::nullopt;
    const ByteView taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  [[nodiscard]] std::optional<std::size_t> number(std::size_t size) {
    const auto bytes = take(size);
    if (!bytes) return std::nullopt;
    std::size_t value = 0;
    for (std::size_t i = size; i-- > 0;) value = value << 8U | (*bytes)[i];
    return value;
  }
  [[nodiscard]] bool done() const { return rest_.empty(); }

 private:
  ByteView rest_;
};

}  // namespace

Bytes to_bytes(const Embedding& embedding) {
  Bytes bytes(kMagic.begin(), kMagic.end());
  bytes.push_back(static_cast<std::uint8_t>(embedding.model_set.size()));
  bytes.insert(bytes.end(), embedding.model_set.begin(), embedding.model_set.end());
  bytes.push_back(static_cast<std::uint8_t>(embedding.vectors.size()));
  for (const auto& vector : embedding.vectors) {
    bytes.push_back(static_cast<std::uint8_t>(vector.size() & 0xFFU));
    bytes.push_back(static_cast<std::uint8_t>(vector.size() >> 8U));
    const auto* first = reinterpret_cast<const std::uint8_t*>(vector.data());
    bytes.insert(bytes.end(), first, first + vector.size() * sizeof(float));
  }
  return bytes;
}

Result<Embedding> embedding_from(ByteView bytes) {
  Reader reader(bytes);
  const auto magic = reader.take(kMagic.size());
  if (!magic || as_text(*magic) != kMagic) return damaged("its mark or version");
  const auto id_size = reader.number(1);
  if (!id_size || *id_size == 0 || *id_size > kIdBytesMax) return damaged("the set's id");
  const auto id = reader.take(*id_size);
  const auto count = reader.number(1);
  if (!id || !count || *count == 0 || *count > kVectorsMax) return damaged("the number of vectors");
  Embedding embedding{.model_set = std::string(as_text(*id)), .vectors = {}};
  for (std::size_t i = 0; i < *count; ++i) {
    const auto size = reader.number(2);
    if (!size || *size == 0 || *size > kValuesMax) return damaged("a vector's size");
    const auto values = reader.take(*size * sizeof(float));
    if (!values) return damaged("it is cut short");
    std::vector<float> vector(*size);
    std::memcpy(vector.data(), values->data(), values->size());
    // Written so that a NaN fails it too.
    if (!(std::abs(length_of(vector) - 1) <= kLengthTolerance)) return damaged("a vector's length is not 1");
    embedding.vectors.push_back(std::move(vector));
  }
  if (!reader.done()) return damaged("bytes after its end");
  return embedding;
}

Result<std::vector<float>> normalised(std::vector<float> vector) {
  const double length = length_of(vector);
  if (!(length > 1e-12) || !std::isfinite(length)) {
    return fail(ErrorCode::kInternal, "a vector without direction");
  }
  for (float& value : vector) value = static_cast<float>(value / length);
  return vector;
}

Result<ComparisonScore> compare(const Embedding& a, const Embedding& b) {
  if (a.model_set != b.model_set) {
    return fail(ErrorCode::kInternal, "embeddings of the sets " + a.model_set + " and " + b.model_set);
  }
  if (a.vectors.empty() || a.vectors.size() != b.vectors.size()) return damaged("another number of vectors");
  double sum = 0;
  for (std::size_t i = 0; i < a.vectors.size(); ++i) {
    if (a.vectors[i].size() != b.vectors[i].size()) return damaged("another vector size");
    double cosine = 0;
    for (std::size_t k = 0; k < a.vectors[i].size(); ++k) {
      cosine += static_cast<double>(a.vectors[i][k]) * b.vectors[i][k];
    }
    sum += cosine;
  }
  // Rounding can leave a vector a hair longer than 1.
  return ComparisonScore{std::clamp(sum / static_cast<double>(a.vectors.size()), -1.0, 1.0)};
}

}  // namespace jianzai::face
