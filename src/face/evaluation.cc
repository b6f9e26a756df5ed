#include "face/evaluation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace jianzai::face {
namespace {

constexpr double kZ95 = 1.959963984540054;

std::vector<double> sorted(std::vector<double> scores) {
  std::sort(scores.begin(), scores.end());
  return scores;
}

double variance(const std::vector<double>& values) {
  if (values.size() < 2) return 0;
  double mean = 0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum / static_cast<double>(values.size() - 1);
}

// For each score the share of `others` (sorted) that is below it, ties counting half.
std::vector<double> shares_below(const std::vector<double>& scores, const std::vector<double>& others) {
  std::vector<double> shares;
  shares.reserve(scores.size());
  for (const double score : scores) {
    const auto [first, last] = std::equal_range(others.begin(), others.end(), score);
    const auto below = static_cast<double>(first - others.begin());
    const auto equal = static_cast<double>(last - first);
    shares.push_back((below + equal / 2) / static_cast<double>(others.size()));
  }
  return shares;
}

}  // namespace

Rate wilson(std::int64_t events, std::int64_t trials) {
  if (trials <= 0) return {};
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(events) / n;
  const double z2 = kZ95 * kZ95;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = kZ95 / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  // At the ends the formula gives 0 and 1 but for rounding.
  return {.value = p,
          .low = events == 0 ? 0 : std::max(0.0, centre - half),
          .high = events == trials ? 1 : std::min(1.0, centre + half),
          .events = events,
          .trials = trials};
}

Rate over_people(std::span<const PeopleTrials> entries, std::uint32_t people, std::uint64_t seed) {
  constexpr int kDraws = 1000;
  Rate rate{.value = 0, .low = 0, .high = 1, .events = 0, .trials = 0};
  for (const auto& entry : entries) {
    rate.events += entry.events;
    rate.trials += entry.trials;
  }
  if (rate.trials == 0) return {};
  rate.value = static_cast<double>(rate.events) / static_cast<double>(rate.trials);
  if (rate.events == 0 || rate.events == rate.trials) {
    const auto count = static_cast<std::int64_t>(entries.size());
    const auto bound = wilson(rate.events == 0 ? 0 : count, count);
    rate.low = bound.low;
    rate.high = bound.high;
    return rate;
  }
  std::mt19937_64 random(seed);
  std::vector<double> drawn;
  std::vector<std::int64_t> times(people);
  for (int draw = 0; draw < kDraws; ++draw) {
    std::fill(times.begin(), times.end(), 0);
    for (std::uint32_t i = 0; i < people; ++i) ++times[random() % people];  // the bias of % is below 1e-13
    std::int64_t events = 0;
    std::int64_t trials = 0;
    for (const auto& entry : entries) {
      const auto weight =
          entry.first == entry.second ? times[entry.first] : times[entry.first] * times[entry.second];
      events += weight * entry.events;
      trials += weight * entry.trials;
    }
    if (trials > 0) drawn.push_back(static_cast<double>(events) / static_cast<double>(trials));
  }
  if (drawn.empty()) return rate;
  std::sort(drawn.begin(), drawn.end());
  const auto last = static_cast<double>(drawn.size() - 1);
  rate.low = std::min(rate.value, drawn[static_cast<std::size_t>(0.025 * last)]);
  rate.high = std::max(rate.value, drawn[static_cast<std::size_t>(std::ceil(0.975 * last))]);
  return rate;
}

OperatingPoint at_threshold(const ScoredPairs& pairs, double threshold) {
  const auto matches = std::count_if(pairs.impostor.begin(), pairs.impostor.end(),
                                     [&](double score) { return score >= threshold; });
  const auto misses = std::count_if(pairs.genuine.begin(), pairs.genuine.end(),
                                    [&](double score) { return score < threshold; });
  return {.threshold = threshold,
          .fmr = wilson(matches, static_cast<std::int64_t>(pairs.impostor.size())),
          .fnmr = wilson(misses, static_cast<std::int64_t>(pairs.genuine.size()))};
}

OperatingPoint at_fmr(const ScoredPairs& pairs, double fmr_max) {
  const auto impostor = sorted(pairs.impostor);
  if (impostor.empty()) {
    const auto lowest = std::min_element(pairs.genuine.begin(), pairs.genuine.end());
    return at_threshold(pairs, lowest == pairs.genuine.end() ? 0 : *lowest);
  }
  const auto allowed = static_cast<std::size_t>(
      std::floor(std::clamp(fmr_max, 0.0, 1.0) * static_cast<double>(impostor.size()) + 1e-9));
  if (allowed >= impostor.size()) return at_threshold(pairs, impostor.front());
  const double last_refused = impostor[impostor.size() - 1 - allowed];
  return at_threshold(pairs, std::nextafter(last_refused, std::numeric_limits<double>::infinity()));
}

Auc auc(const ScoredPairs& pairs) {
  if (pairs.genuine.empty() || pairs.impostor.empty()) return {};
  const auto genuine = sorted(pairs.genuine);
  const auto impostor = sorted(pairs.impostor);
  const auto over_impostors = shares_below(genuine, impostor);
  const auto over_genuine = shares_below(impostor, genuine);
  double value = 0;
  for (const double share : over_impostors) value += share / static_cast<double>(genuine.size());
  const double error = std::sqrt(variance(over_impostors) / static_cast<double>(genuine.size()) +
                                 variance(over_genuine) / static_cast<double>(impostor.size()));
  if (error > 0) {
    return {.value = value,
            .low = std::max(0.0, value - kZ95 * error),
            .high = std::min(1.0, value + kZ95 * error)};
  }
  const auto fewer = static_cast<std::int64_t>(std::min(genuine.size(), impostor.size()));
  if (value > 0.5) return {.value = value, .low = wilson(fewer, fewer).low, .high = 1};
  if (value < 0.5) return {.value = value, .low = 0, .high = wilson(0, fewer).high};
  return {.value = value, .low = 0, .high = 1};
}

}  // namespace jianzai::face
