// Adaptive cohort normalisation: how near a face stands to strangers, so that a threshold means the same for
// everyone.
//
// Some faces resemble many others to a network: those of groups that it saw little of, blurred ones, unusual
// light. Each face's own level, the mean cosine with the strangers most like it, is taken off the score. It
// is the adaptive symmetric score normalisation of speaker recognition without its division by the spread: S.
// Cumani et al., Interspeech 2011; P. Matejka et al., Interspeech 2017 (top-K cohorts).
//
// Measured on all pairs of LFW's 1,319 shared pictures (414 people, 50 of them East Asian, 867,158 impostor
// pairs; one cohort row for each person in neither picture, 2026-11-25) at the threshold of FMR 1e-3: FNMR
// 0.73 -> 0.48 %, FMR between East Asian faces 2.27 -> 1.13 %; with a cohort of East Asian people alone, as
// an agency's own people are, 0.13 % at the same threshold. docs/calibration.md has all of it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "face/embedding.h"

namespace jianzai::face {

// Which share of the cohort's rows makes a level: K = this x rows, at least 1. A share and not a number, so
// that a threshold holds whatever the cohort's size: at the threshold of 414 people the FMR is 1.1e-3 with
// 100 to 300 of them; with K fixed at 20 it is 2.8e-3 with 200 and 7.4e-3 with 100.
inline constexpr double kCohortNearestShare = 0.05;

[[nodiscard]] std::size_t cohort_nearest(std::size_t rows, double share);

// The mean of the `k` largest; nothing when there are fewer, or k is 0. Cosines in [-1, 1]. O(n).
[[nodiscard]] std::optional<double> cohort_level(std::span<const float> cosines, std::size_t k);

// Both faces' levels off the raw score: in [-2, 2], higher = more similar. Needs a threshold of its own.
[[nodiscard]] inline ComparisonScore normalised_score(ComparisonScore raw, double level_reference,
                                                      double level_probe) {
  return {raw.value - (level_reference + level_probe) / 2};
}

// References of many people. A value; thread-safe once made. Biometric data: keep it in memory only.
class Cohort {
 public:
  struct Member {
    std::string person;  // opaque; the same for all references of one person
    Embedding embedding;
  };
  struct Neighbour {
    float cosine = 0;          // the mean over the recognisers, as in ComparisonScore
    std::uint32_t person = 0;  // see index_of
  };

  // Errors: kInvalidRequest without members; kInternal when they are of different sets or shapes.
  [[nodiscard]] static Result<Cohort> create(std::span<const Member> members);

  [[nodiscard]] std::size_t rows() const { return persons_.size(); }
  [[nodiscard]] std::size_t people() const { return indices_.size(); }
  [[nodiscard]] std::size_t rows_per_person_max() const { return rows_per_person_max_; }
  // Nothing for a person who is not in the cohort.
  [[nodiscard]] std::optional<std::uint32_t> index_of(std::string_view person) const;

  // The level of a face among all rows but those of `without`, the person whom it is said to show; nothing
  // when fewer than K rows are left: then the raw score and its threshold hold. Someone enrolled under
  // another name, which an impostor may be, is left in: it makes the score lower, rightly. Errors: kInternal
  // for an embedding of another set or shape. fusion-2026.1: 0.07 ms for 1,000 rows, 0.35 ms for 5,000 (one
  // core).
  [[nodiscard]] Result<std::optional<double>> level(const Embedding& embedding, std::string_view without,
                                                    double share = kCohortNearestShare) const;

  // The `count` rows most like a face, best first. Errors: as level.
  [[nodiscard]] Result<std::vector<Neighbour>> nearest(const Embedding& embedding, std::size_t count) const;

 private:
  Cohort() = default;
  [[nodiscard]] Result<std::vector<float>> cosines(const Embedding& embedding) const;

  std::string model_set_;
  std::vector<std::size_t> shape_;  // values of each recogniser
  std::size_t width_ = 0;           // values of all of them
  std::vector<float> values_;       // a row: its recognisers' vectors one after the other, over their number
  std::vector<std::uint32_t> persons_;  // of each row
  std::map<std::string, std::uint32_t, std::less<>> indices_;
  std::size_t rows_per_person_max_ = 0;
};

}  // namespace jianzai::face
