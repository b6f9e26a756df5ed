// How well a comparison works, from scores of pairs that are known to be the same person or not
// (ISO/IEC 19795-1). Pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace jianzai::face {

// A proportion with its 95 % interval. All in [0, 1]. Without trials: value 0, interval [0, 1].
struct Rate {
  double value = 0;
  double low = 0;
  double high = 1;
  std::int64_t events = 0;
  std::int64_t trials = 0;
};

// E. B. Wilson, JASA 22 (1927). Takes trials as independent: pairs that share a picture or a person are not,
// so the true interval is somewhat wider.
[[nodiscard]] Rate wilson(std::int64_t events, std::int64_t trials);

// What happened between two people, or within one (first == second), whatever the number of their pictures.
struct PeopleTrials {
  std::uint32_t first = 0;  // below the number of people
  std::uint32_t second = 0;
  std::int64_t events = 0;
  std::int64_t trials = 0;
};

// The rate over all of them, its interval by drawing people anew with replacement (1,000 times), so that it
// widens by what a few people with many pictures, or a few who resemble many, do to the rate: R. Bolle, N.
// Ratha, S. Pankanti, Pattern Recognition 37 (2004). Without any event, or with nothing but events, that says
// nothing: then Wilson's interval with each entry as one trial. `seed`: the same one gives the same interval.
// 85,000 entries of 414 people: 0.2 s.
[[nodiscard]] Rate over_people(std::span<const PeopleTrials> entries, std::uint32_t people,
                               std::uint64_t seed);

// Scores; higher = more similar. Not NaN.
struct ScoredPairs {
  std::vector<double> genuine;
  std::vector<double> impostor;
};

// What a threshold does. A pair matches when its score is at or above it.
struct OperatingPoint {
  double threshold = 0;
  Rate fmr;   // impostors that match
  Rate fnmr;  // genuine pairs that do not
};

[[nodiscard]] OperatingPoint at_threshold(const ScoredPairs& pairs, double threshold);

// The lowest threshold whose measured FMR is at most `fmr_max`: just above the score of the last impostor
// that may not match. Without impostors: the lowest genuine score. O(n log n).
[[nodiscard]] OperatingPoint at_fmr(const ScoredPairs& pairs, double fmr_max);

// Area under the ROC curve: the chance that a genuine pair scores above an impostor one, ties counting half.
struct Auc {
  double value = 0.5;
  double low = 0;
  double high = 1;
};

// 95 % interval: DeLong, DeLong, Clarke-Pearson, Biometrics 44 (1988). Where nothing overlaps their variance
// is 0 and says nothing: then Wilson's interval for the smaller class without an error. Without genuine or
// without impostor pairs: 0.5, [0, 1]. O(n log n).
[[nodiscard]] Auc auc(const ScoredPairs& pairs);

}  // namespace jianzai::face
