#include "cli/face_quality.h"

#include <filesystem>
#include <iostream>
#include <map>
#include <optional>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/limits.h"
#include "cli/open_engine.h"
#include "face/evaluation.h"
#include "face/pairs.h"
#include "face/quality/assess.h"

namespace jianzai::cli {
namespace {

using face::quality::Advice;

constexpr std::size_t kListBytesMax = 64 * 1024 * 1024;

struct Assessed {
  std::optional<face::quality::QualityReport> measures;  // nothing: no face to measure
  std::vector<Advice> hints;
  std::optional<Advice> refusal;
};

Advice advice_of(face::Refusal refusal) {
  switch (refusal) {
    case face::Refusal::kNoFace:
      return Advice::kNoFace;
    case face::Refusal::kManyFaces:
      return Advice::kManyFaces;
    case face::Refusal::kTooFar:
      return Advice::kTooFar;
  }
  return Advice::kNoFace;
}

Result<Assessed> assess_file(const face::Engine& engine, const std::filesystem::path& file,
                             face::FacePick pick) {
  const auto jpeg = TRY(read_file(file, limits::kImageBytesMax));
  auto decoded = TRY(decode_jpeg(jpeg, face::kWorkingSide_px));
  const Image image = decoded.image;
  const auto found = TRY(engine.inspect(std::move(decoded), pick));
  Assessed assessed;
  if (!found) {
    const Advice advice = advice_of(found.error());
    assessed.hints = advice == Advice::kNoFace ? face::quality::advise_empty(image) : std::vector{advice};
    assessed.refusal = assessed.hints.front();
    return assessed;
  }
  assessed.measures = face::quality::assess(*found);
  assessed.hints = face::quality::advise(*assessed.measures);
  assessed.refusal = face::quality::refusal(*assessed.measures);
  return assessed;
}

std::vector<std::pair<std::string_view, std::optional<float>>> named(
    const face::quality::QualityReport& report) {
  std::vector<std::pair<std::string_view, std::optional<float>>> values{
      {"inter_eye_distance_px", report.inter_eye_distance_px},
      {"inter_eye_share", report.inter_eye_share},
      {"off_centre_share", report.off_centre_share},
      {"margin_share", report.margin_share},
      {"luminance_mean", report.luminance_mean},
      {"under_exposed_share", report.under_exposed_share},
      {"over_exposed_share", report.over_exposed_share},
      {"dynamic_range_bits", report.dynamic_range_bits},
      {"illumination_uniformity", report.illumination_uniformity},
      {"backlight_stops", report.backlight_stops},
      {"sharpness", report.sharpness},
      {"mouth_chroma", report.covering.mouth_chroma},
      {"mouth_stops", report.covering.mouth_stops},
      {"mouth_detail", report.covering.mouth_detail},
      {"brow_chroma", report.covering.brow_chroma},
      {"brow_stops", report.covering.brow_stops},
      {"mouth_openness", report.mouth_openness}};
  const auto& pose = report.pose;
  values.emplace_back("yaw_deg", pose ? std::optional(pose->yaw_deg) : std::nullopt);
  values.emplace_back("pitch_deg", pose ? std::optional(pose->pitch_deg) : std::nullopt);
  values.emplace_back("roll_deg", pose ? std::optional(pose->roll_deg) : std::nullopt);
  const auto& eyes = report.eyes;
  values.emplace_back("eye_openness_image_left", eyes ? std::optional(eyes->image_left) : std::nullopt);
  values.emplace_back("eye_openness_image_right", eyes ? std::optional(eyes->image_right) : std::nullopt);
  return values;
}

boost::json::value json_of(std::string_view name) { return boost::json::string(name); }

boost::json::object json_of(const std::string& file, const Assessed& assessed) {
  boost::json::object json;
  json["file"] = file;
  boost::json::array hints;
  for (const Advice advice : assessed.hints) hints.push_back(json_of(to_text(advice)));
  json["hints"] = std::move(hints);
  json["refusal"] = assessed.refusal ? json_of(to_text(*assessed.refusal)) : nullptr;
  json["measures"] = nullptr;
  if (assessed.measures) {
    boost::json::object measures;
    for (const auto& [name, value] : named(*assessed.measures)) {
      measures[name] = value ? boost::json::value(*value) : nullptr;
    }
    json["measures"] = std::move(measures);
  }
  return json;
}

void print(const std::string& file, const Assessed& assessed) {
  std::string line = file + ":";
  for (const Advice advice : assessed.hints) line += fmt::format(" {}", to_text(advice));
  if (assessed.hints.empty()) line += " good";
  if (assessed.refusal) line += fmt::format("  refused: {}", to_text(*assessed.refusal));
  std::cout << line << '\n';
  if (!assessed.measures) return;
  for (const auto& [name, value] : named(*assessed.measures)) {
    if (value) std::cout << fmt::format("  {:<26}{:8.3f}\n", name, *value);
  }
}

// How many pictures of a group got which advice.
struct Tally {
  std::int64_t pictures = 0;
  std::int64_t hinted = 0;
  std::int64_t refused = 0;
  std::map<std::string_view, std::int64_t> hints;
  std::map<std::string_view, std::int64_t> refusals;

  void add(const Assessed& assessed) {
    ++pictures;
    hinted += assessed.hints.empty() ? 0 : 1;
    refused += assessed.refusal ? 1 : 0;
    for (const Advice advice : assessed.hints) ++hints[to_text(advice)];
    if (assessed.refusal) ++refusals[to_text(*assessed.refusal)];
  }
};

boost::json::object json_of(const face::Rate& rate) {
  return {{"share", rate.value}, {"low", rate.low}, {"high", rate.high}, {"pictures", rate.events}};
}

boost::json::object json_of(const Tally& tally) {
  boost::json::object json;
  json["pictures"] = tally.pictures;
  const auto shares = [&](std::int64_t any, const std::map<std::string_view, std::int64_t>& counts) {
    boost::json::object rates;
    rates["any"] = json_of(face::wilson(any, tally.pictures));
    for (const auto& [name, count] : counts) rates[name] = json_of(face::wilson(count, tally.pictures));
    return rates;
  };
  json["hints"] = shares(tally.hinted, tally.hints);
  json["refusals"] = shares(tally.refused, tally.refusals);
  return json;
}

void print(const std::string& group, const Tally& tally) {
  const auto line = [&](std::string_view what, std::int64_t count) {
    const auto rate = face::wilson(count, tally.pictures);
    std::cout << fmt::format("  {:<24}{:6.2f} % [{:.2f}, {:.2f}] ({}/{})\n", what, 100 * rate.value,
                             100 * rate.low, 100 * rate.high, count, tally.pictures);
  };
  std::cout << group << '\n';
  line("hint: any", tally.hinted);
  for (const auto& [name, count] : tally.hints) line(fmt::format("hint: {}", name), count);
  line("refused: any", tally.refused);
  for (const auto& [name, count] : tally.refusals) line(fmt::format("refused: {}", name), count);
}

int run_on_files(const face::Engine& engine, const FaceQualityOptions& options) {
  boost::json::array pictures;
  for (const std::string& file : options.files) {
    const auto assessed = assess_file(engine, file, face::FacePick::kSolePerson);
    if (!assessed) return report(assessed.error(), file, options.output);
    if (options.output == Output::kJson) {
      pictures.push_back(json_of(file, *assessed));
    } else {
      print(file, *assessed);
    }
  }
  if (options.output == Output::kJson) {
    boost::json::object json;
    json["model_set"] = engine.models().id();
    json["pictures"] = std::move(pictures);
    std::cout << boost::json::serialize(json) << std::endl;
  }
  return 0;
}

int run_on_list(const face::Engine& engine, const FaceQualityOptions& options) {
  const auto text = read_file(options.list, kListBytesMax);
  if (!text) return report(text.error(), options.list, options.output);
  const auto listed = face::read_images(as_text(*text));
  if (!listed) return report(listed.error(), options.list, options.output);
  Tally all;
  std::map<std::string, Tally> groups;
  for (const auto& row : *listed) {
    const auto assessed =
        assess_file(engine, std::filesystem::path(options.images) / row.file, face::FacePick::kNearestCentre);
    if (!assessed) return report(assessed.error(), row.file, options.output);
    all.add(*assessed);
    for (const std::string& group : row.groups) groups[group].add(*assessed);
  }
  if (options.output == Output::kJson) {
    boost::json::object by_group;
    for (const auto& [name, tally] : groups) by_group[name] = json_of(tally);
    boost::json::object json;
    json["model_set"] = engine.models().id();
    json["all"] = json_of(all);
    json["groups"] = std::move(by_group);
    std::cout << boost::json::serialize(json) << std::endl;
    return 0;
  }
  print("all", all);
  for (const auto& [name, tally] : groups) print(name, tally);
  std::cout << std::flush;
  return 0;
}

}  // namespace

int run_face_quality(const FaceQualityOptions& options) {
  const auto engine = open_engine(options.manifest, 1);
  if (!engine) return report(engine.error(), "networks", options.output);
  return options.list.empty() ? run_on_files(**engine, options) : run_on_list(**engine, options);
}

}  // namespace jianzai::cli
