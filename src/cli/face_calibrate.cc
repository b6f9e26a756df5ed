#include "cli/face_calibrate.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <map>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace jianzai::cli {
namespace {

constexpr int kRefused = 2;
constexpr std::uint64_t kSeed = 20'261'125;  // any; the intervals come out the same each time

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

// How often people, and pairs of them, are on the wrong side of a threshold.
struct OverPeople {
  face::Rate fmr;
  face::Rate fnmr;
  std::int64_t pairs_of_people = 0;
};

OverPeople rates_of(const Measurement& measurement, const face::ScoredPairs& scores, double threshold) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, face::PeopleTrials> impostor;
  for (std::size_t i = 0; i < scores.impostor.size(); ++i) {
    const auto [first, second] =
        std::minmax(measurement.impostor_people[i].first, measurement.impostor_people[i].second);
    auto& entry = impostor[{first, second}];
    entry = {first, second, entry.events + (scores.impostor[i] >= threshold ? 1 : 0), entry.trials + 1};
  }
  std::map<std::uint32_t, face::PeopleTrials> genuine;
  for (std::size_t i = 0; i < scores.genuine.size(); ++i) {
    const auto person = measurement.genuine_people[i];
    auto& entry = genuine[person];
    entry = {person, person, entry.events + (scores.genuine[i] < threshold ? 1 : 0), entry.trials + 1};
  }
  const auto over = [&](const auto& entries) {
    std::vector<face::PeopleTrials> list;
    for (const auto& [people, entry] : entries) list.push_back(entry);
    return face::over_people(list, measurement.people, kSeed);
  };
  return {.fmr = over(impostor),
          .fnmr = over(genuine),
          .pairs_of_people = static_cast<std::int64_t>(impostor.size())};
}

// What is written is what was measured: up to the next 0.0001.
double written_threshold(double threshold) { return std::ceil(threshold * 1e4) / 1e4; }

std::string interval(const face::Rate& rate) { return fmt::format("[{:.3g}, {:.3g}]", rate.low, rate.high); }

// TOML reads 3e-5 and 0.00003 as a number, 0 as a whole one.
std::string number(double value) {
  const auto text = fmt::format("{:.3g}", value);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

}  // namespace

int run_face_calibrate(const FaceCalibrateOptions& options) {
  const auto wrong = [&](const std::string& what, std::string detail) {
    return report({.code = ErrorCode::kInvalidRequest, .detail = std::move(detail)}, what, Output::kText);
  };
  const bool printable = std::all_of(options.data_set.begin(), options.data_set.end(),
                                     [](unsigned char c) { return c >= 0x20 && c != 0x7F; });
  if (options.data_set.empty() || !printable) return wrong("--data-set", "a name of one line is needed");
  const double review_fmr = options.review_fmr > 0 ? options.review_fmr : std::min(10 * options.fmr, 1.0);
  if (review_fmr < options.fmr) return wrong("--review-fmr", "is below --fmr");
  if (options.high_fmr > options.fmr) return wrong("--high-fmr", "is above --fmr");
  const auto measured = measure(options.measure);
  if (!measured) return report(measured.error().error, measured.error().what, Output::kText);
  const Measurement& measurement = *measured;
  const bool normalised = measurement.cohort_people > 0;
  const auto& scores = normalised ? measurement.all.normalised : measurement.all.raw;
  if (scores.genuine.empty() || scores.impostor.empty()) {
    return wrong(options.measure.all_pairs, "thresholds need pairs of one person and pairs of two");
  }

  const double accept = written_threshold(face::at_fmr(scores, options.fmr).threshold);
  const double review = written_threshold(face::at_fmr(scores, review_fmr).threshold);
  const auto rates = rates_of(measurement, scores, accept);
  const auto at_review = rates_of(measurement, scores, review);
  const double strictest = options.high_fmr > 0 ? options.high_fmr : options.fmr;
  const auto pairs_of_people = static_cast<double>(rates.pairs_of_people);
  if (strictest * pairs_of_people < kFalseMatchesMin) {
    std::cerr << fmt::format(
        "refused: {} pairs of different people cannot support FMR {:g}: {:.3g} of them would be expected to "
        "match, at least {:g} are needed. With these people FMR {:.2g} is the lowest; FMR {:g} takes {} "
        "people.\n",
        rates.pairs_of_people, strictest, strictest * pairs_of_people, kFalseMatchesMin,
        kFalseMatchesMin / pairs_of_people, strictest,
        static_cast<std::int64_t>(std::ceil(0.5 + std::sqrt(0.25 + 2 * kFalseMatchesMin / strictest))));
    return kRefused;
  }

  const auto pairs_text =
      fmt::format("{} pictures of {} people, every pair", measurement.pictures, measurement.people);
  std::string toml;
  toml += fmt::format(
      "# `jianzai face calibrate --fmr {:g}`, set {}. The score: the mean of the recognisers' cosines",
      options.fmr, measurement.model_set);
  if (normalised) toml += ", less\n# each face's cohort level (src/face/cohort.h)";
  toml += ".\n# Intervals: 95 %, over people. In the manifest it follows its [[set]].\n";
  toml += normalised ? "[set.cohort_thresholds]\n" : "[set.thresholds]\n";
  toml += fmt::format("accept = {:.4f}\nreview = {:.4f}\n", accept, review);
  if (normalised) {
    toml += "nearest_share = " + number(options.measure.nearest_share) +
            fmt::format("\ncohort_people = {}\n", measurement.cohort_people);
  }
  const auto group = options.measure.group.empty() ? std::string() : ", " + options.measure.group;
  toml += "data_set = " + quoted(options.data_set + group + ": " + pairs_text) + '\n';
  toml += fmt::format("measured_on = \"{:%Y-%m-%d}\"\n",
                      fmt::gmtime(std::chrono::system_clock::to_time_t(options.now)));
  toml += "fmr = " + number(rates.fmr.value) + "\nfmr_interval = " + interval(rates.fmr) + '\n';
  toml += fmt::format("false_matches = {}\nimpostor_pairs = {}\nimpostor_pairs_of_people = {}\n",
                      rates.fmr.events, rates.fmr.trials, rates.pairs_of_people);
  toml += "fnmr = " + number(rates.fnmr.value) + "\nfnmr_interval = " + interval(rates.fnmr) + '\n';
  toml += fmt::format("false_non_matches = {}\ngenuine_pairs = {}\n", rates.fnmr.events, rates.fnmr.trials);
  if (options.high_fmr > 0) {
    const double accept_high = written_threshold(face::at_fmr(scores, options.high_fmr).threshold);
    const auto at_high = rates_of(measurement, scores, accept_high);
    toml += fmt::format("accept_high = {:.4f}\n", accept_high);
    toml +=
        "high_fmr = " + number(at_high.fmr.value) + "\nhigh_fmr_interval = " + interval(at_high.fmr) + '\n';
    toml += "high_fnmr = " + number(at_high.fnmr.value) + "\nhigh_fnmr_interval = " + interval(at_high.fnmr) +
            '\n';
  }
  toml += "review_fmr = " + number(at_review.fmr.value) + "\nreview_fnmr = " + number(at_review.fnmr.value) +
          '\n';
  if (options.out.empty()) {
    std::cout << toml << std::flush;
    return 0;
  }
  std::ofstream stream(options.out, std::ios::binary);
  if (!(stream << toml) || !stream.flush()) {
    return report({.code = ErrorCode::kIo, .detail = "cannot be written"}, options.out, Output::kText);
  }
  return 0;
}

}  // namespace jianzai::cli
