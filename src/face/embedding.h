#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace jianzai::face {

// A face as numbers: one vector of length 1 per recogniser of the set that made it. Biometric data: encrypt
// it before it is stored, never log it.
struct Embedding {
  std::string model_set;  // SetEntry::id
  std::vector<std::vector<float>> vectors;

  friend bool operator==(const Embedding&, const Embedding&) = default;
};

// Mean over the recognisers of the cosine between two faces, in [-1, 1]; higher = more similar. Means nothing
// without the thresholds of its set.
struct ComparisonScore {
  double value = 0;

  friend auto operator<=>(const ComparisonScore&, const ComparisonScore&) = default;
};

// Format 1: "JZE" 0x01, length of the set's id (1 byte) and the id, number of vectors (1 byte), for each its
// length (2 bytes) and its float32 values; all little endian, nothing after it. 1.6 KB for fusion-2026.1.
[[nodiscard]] Bytes to_bytes(const Embedding& embedding);
// Reads what to_bytes wrote and nothing else. Safe for any bytes.
// Errors: kInternal when it is no embedding: wrong magic, version or length, a vector that is not of
// length 1.
[[nodiscard]] Result<Embedding> embedding_from(ByteView bytes);

// Scales to length 1. Errors: kInternal for a vector that is empty, zero or not finite.
[[nodiscard]] Result<std::vector<float>> normalised(std::vector<float> vector);

// Errors: kInternal when they come from different sets or have other shapes. 0.4 us.
[[nodiscard]] Result<ComparisonScore> compare(const Embedding& a, const Embedding& b);

}  // namespace jianzai::face
