#include "cli/face_eval.h"

#include <chrono>
#include <iostream>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "cli/face_report.h"

namespace jianzai::cli {
namespace {

constexpr double kFmrTargets[] = {1e-2, 1e-3, 1e-4};

boost::json::object to_json(const face::Rate& rate) {
  if (rate.trials == 0) return {{"value", nullptr}, {"events", 0}, {"trials", 0}};
  return {{"value", rate.value},
          {"low", rate.low},
          {"high", rate.high},
          {"events", rate.events},
          {"trials", rate.trials}};
}

boost::json::object to_json(const face::OperatingPoint& point) {
  return {{"threshold", point.threshold}, {"fmr", to_json(point.fmr)}, {"fnmr", to_json(point.fnmr)}};
}

// Rates that need no threshold from elsewhere, and those at the thresholds that `all` gives.
void add_rates(boost::json::object& json, const face::ScoredPairs& scores, const face::ScoredPairs& all) {
  for (const double target : kFmrTargets) {
    json[fmt::format("at_fmr_{:g}", target)] =
        scores.impostor.empty() ? boost::json::value(nullptr)
                                : boost::json::value(to_json(face::at_fmr(scores, target)));
    if (all.impostor.empty()) continue;
    json[fmt::format("at_overall_fmr_{:g}", target)] =
        to_json(face::at_threshold(scores, face::at_fmr(all, target).threshold));
  }
  if (scores.genuine.empty() || scores.impostor.empty()) {
    json["auc"] = nullptr;
  } else {
    const auto area = face::auc(scores);
    json["auc"] = {{"value", area.value}, {"low", area.low}, {"high", area.high}};
  }
}

boost::json::object to_json(const PairScores& scores, const Measurement& measurement) {
  boost::json::object json;
  json["genuine"] = scores.raw.genuine.size();
  json["impostor"] = scores.raw.impostor.size();
  json["genuine_not_compared"] = scores.genuine_missed;
  json["impostor_not_compared"] = scores.impostor_missed;
  json["at_accept"] = to_json(face::at_threshold(scores.raw, measurement.thresholds.accept));
  json["at_review"] = to_json(face::at_threshold(scores.raw, measurement.thresholds.review));
  add_rates(json, scores.raw, measurement.all.raw);
  if (measurement.cohort_people > 0) {
    boost::json::object normalised;
    if (const auto& cohort = measurement.cohort_thresholds) {
      normalised["at_accept"] = to_json(face::at_threshold(scores.normalised, cohort->thresholds.accept));
      normalised["at_review"] = to_json(face::at_threshold(scores.normalised, cohort->thresholds.review));
    }
    add_rates(normalised, scores.normalised, measurement.all.normalised);
    json["normalised"] = std::move(normalised);
  }
  return json;
}

std::string percent(const face::Rate& rate) {
  if (rate.trials == 0) return "-";
  return fmt::format("{:.3g} % [{:.3g}, {:.3g}] ({}/{})", 100 * rate.value, 100 * rate.low, 100 * rate.high,
                     rate.events, rate.trials);
}

void print_point(const std::string& name, const face::OperatingPoint& point) {
  std::cout << fmt::format("  {:<24} threshold {:.3f}  FMR {}  FNMR {}\n", name, point.threshold,
                           percent(point.fmr), percent(point.fnmr));
}

void print_rates(const std::string& score, const face::ScoredPairs& scores, const face::ScoredPairs& all) {
  if (scores.impostor.empty()) return;
  for (const double target : kFmrTargets) {
    print_point(fmt::format("{}FMR {:g}", score, target), face::at_fmr(scores, target));
  }
  if (&scores != &all && !all.impostor.empty()) {
    for (const double target : kFmrTargets) {
      print_point(fmt::format("{}overall FMR {:g}", score, target),
                  face::at_threshold(scores, face::at_fmr(all, target).threshold));
    }
  }
  if (scores.genuine.empty()) return;
  const auto area = face::auc(scores);
  std::cout << fmt::format("  {}AUC {:.5f} [{:.5f}, {:.5f}]\n", score, area.value, area.low, area.high);
}

void print_group(const std::string& name, const PairScores& scores, const Measurement& measurement) {
  std::cout << fmt::format("{}: {} genuine, {} impostor pairs; not compared {} and {}\n", name,
                           scores.raw.genuine.size(), scores.raw.impostor.size(), scores.genuine_missed,
                           scores.impostor_missed);
  print_point("accept", face::at_threshold(scores.raw, measurement.thresholds.accept));
  print_point("review", face::at_threshold(scores.raw, measurement.thresholds.review));
  print_rates("", scores.raw, measurement.all.raw);
  if (measurement.cohort_people > 0) {
    if (const auto& cohort = measurement.cohort_thresholds) {
      print_point("normalised accept", face::at_threshold(scores.normalised, cohort->thresholds.accept));
      print_point("normalised review", face::at_threshold(scores.normalised, cohort->thresholds.review));
    }
    print_rates("normalised ", scores.normalised, measurement.all.normalised);
  }
}

}  // namespace

int run_face_eval(const FaceEvalOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  const auto measured = measure(options.measure);
  if (!measured) return report(measured.error().error, measured.error().what, options.output);
  const Measurement& measurement = *measured;
  const double wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  if (!options.html.empty()) {
    const auto written = write_report(measurement, options.measure, options.now, options.html);
    if (!written) return report(written.error(), options.html, options.output);
  }

  if (options.output == Output::kJson) {
    boost::json::object json;
    json["model_set"] = measurement.model_set;
    json["pictures"] = measurement.pictures;
    json["failure_to_acquire"] = to_json(measurement.failure_to_acquire);
    json["wall_s"] = wall_s;
    if (measurement.cohort_people > 0) {
      json["cohort"] = {{"people", measurement.cohort_people},
                        {"nearest_share", options.measure.nearest_share}};
    }
    json["all"] = to_json(measurement.all, measurement);
    boost::json::object by_name;
    for (const auto& [name, scores] : measurement.groups) by_name[name] = to_json(scores, measurement);
    json["groups"] = std::move(by_name);
    std::cout << boost::json::serialize(json) << std::endl;
    return 0;
  }
  std::cout << fmt::format("{}: {} pictures in {:.1f} s, no face in {}\nIntervals: 95 %.\n",
                           measurement.model_set, measurement.pictures, wall_s,
                           percent(measurement.failure_to_acquire));
  if (measurement.cohort_people > 0) {
    std::cout << fmt::format(
        "Normalised: less the mean of the largest {:g} % of the cosines with a cohort of {} people.\n",
        100 * options.measure.nearest_share, measurement.cohort_people);
  }
  print_group("all", measurement.all, measurement);
  for (const auto& [name, scores] : measurement.groups) print_group(name, scores, measurement);
  std::cout << std::flush;
  return 0;
}

}  // namespace jianzai::cli
