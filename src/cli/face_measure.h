// Embeds the pictures of a list and compares them: what `face eval` and `face calibrate` start from.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/report.h"
#include "face/cohort.h"
#include "face/engine.h"
#include "face/evaluation.h"

namespace jianzai::cli {

struct MeasureOptions {
  std::string pairs;      // CSV of pairs, see face/pairs.h; or
  std::string all_pairs;  // CSV of pictures: every two of them are compared
  std::string group;      // with all_pairs: only pictures of this group, e.g. `tags=east_asian`; empty: all
  std::string images;     // the folder that paths are relative to
  std::string manifest;
  std::string cohort;  // CSV of pictures, `auto`: all_pairs, or empty: raw scores only
  double nearest_share = face::kCohortNearestShare;
  std::vector<double> weights;  // of the recognisers in the score; empty: the same for all
  int parallel = 0;             // 0: one per core
};

// The scores of one group of pairs, with those that could not be compared.
struct PairScores {
  face::ScoredPairs raw;
  face::ScoredPairs normalised;  // empty without a cohort; else in raw's order
  std::int64_t genuine_missed = 0;
  std::int64_t impostor_missed = 0;
};

struct Measurement {
  std::string model_set;
  face::Thresholds thresholds;
  std::optional<face::CohortThresholds> cohort_thresholds;
  std::size_t pictures = 0;  // of the pairs
  face::Rate failure_to_acquire;
  std::vector<std::pair<std::string, double>>
      times_ms;  // of each picture, slowest first; decode to embedding
  PairScores all;
  std::map<std::string, PairScores> groups;  // a pair is in a group when both pictures are
  std::size_t cohort_people = 0;             // 0: without a cohort
  // With all_pairs only: who was compared, in the order of `all`.
  std::uint32_t people = 0;
  std::vector<std::uint32_t> genuine_people;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> impostor_people;
};

struct MeasureFailure {
  std::string what;  // the file or the step
  Error error;
};

// Takes of each picture the face nearest its centre, and embeds it once. The cohort holds one row for each
// person: the first picture with a face; the people in a pair never count for it.
[[nodiscard]] tl::expected<Measurement, MeasureFailure> measure(const MeasureOptions& options);

}  // namespace jianzai::cli
