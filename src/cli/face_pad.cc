#include "cli/face_pad.h"

#include <filesystem>
#include <iostream>
#include <map>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/limits.h"
#include "cli/open_engine.h"
#include "face/pad/evaluation.h"
#include "face/pad/make.h"

namespace jianzai::cli {
namespace {

constexpr std::size_t kListBytesMax = 64 * 1024 * 1024;

struct Networks {
  std::unique_ptr<face::Engine> engine;
  std::unique_ptr<face::pad::PassivePad> passive;
};

Result<Networks> open_networks(const std::string& manifest) {
  Networks networks;
  networks.engine = TRY(open_engine(manifest, 1));
  networks.passive = TRY(face::pad::make_passive_pad(networks.engine->models(), 1));
  if (networks.passive == nullptr)
    return fail(ErrorCode::kUnavailable, networks.engine->models().id() + " has no passive networks");
  return networks;
}

using Scored = tl::expected<face::pad::PassiveScore, face::Refusal>;

Result<Scored> score(const Networks& networks, const std::filesystem::path& file, face::FacePick pick) {
  const auto jpeg = TRY(read_file(file, limits::kImageBytesMax));
  auto decoded = TRY(decode_jpeg(jpeg, face::kWorkingSide_px));
  const auto seen = TRY(networks.engine->inspect(std::move(decoded), pick));
  if (!seen) return Scored(tl::unexpect, seen.error());
  return Scored(TRY(networks.passive->score(seen->decoded.image, seen->face.box)));
}

boost::json::value to_json(const face::Rate& rate) {
  if (rate.trials == 0) return nullptr;
  return {{"value", rate.value},
          {"low", rate.low},
          {"high", rate.high},
          {"events", rate.events},
          {"trials", rate.trials}};
}

std::string percent(const face::Rate& rate) {
  if (rate.trials == 0) return "-";
  return fmt::format("{:.3g} % [{:.3g}, {:.3g}] ({}/{})", 100 * rate.value, 100 * rate.low, 100 * rate.high,
                     rate.events, rate.trials);
}

struct Count {
  std::int64_t errors = 0;
  std::int64_t trials = 0;
  std::int64_t no_face = 0;
  [[nodiscard]] face::Rate rate() const { return face::pad::clopper_pearson(errors, trials); }
};

}  // namespace

int run_face_pad(const FacePadOptions& options) {
  const auto networks = open_networks(options.manifest);
  if (!networks) return report(networks.error(), "networks", options.output);
  bool has_attack = false;
  bool has_refusal = false;
  boost::json::array pictures;
  std::string text;
  for (const auto& file : options.files) {
    const auto scored = score(*networks, file, face::FacePick::kSolePerson);
    if (!scored) return report(scored.error(), file, options.output);
    boost::json::object picture{{"file", file}};
    if (*scored) {
      const auto& [live, by_network] = **scored;
      const bool is_live = live >= options.threshold;
      has_attack = has_attack || !is_live;
      const char* decision = is_live ? "bona_fide" : "attack";
      picture["decision"] = decision;
      picture["live"] = live;
      picture["by_network"] = {by_network[0], by_network[1]};
      picture["reason"] = nullptr;
      text += fmt::format("{}: {}  live {:.3f} (2.7: {:.3f}, 4.0: {:.3f})\n", file, decision, live,
                          by_network[0], by_network[1]);
    } else {
      has_refusal = true;
      picture["decision"] = "refused";
      picture["live"] = nullptr;
      picture["by_network"] = nullptr;
      picture["reason"] = face::to_text(scored->error());
      text += fmt::format("{}: refused  {}\n", file, face::to_text(scored->error()));
    }
    pictures.push_back(std::move(picture));
  }
  const std::string& set = networks->engine->models().id();
  if (options.output == Output::kJson) {
    const boost::json::value json = {
        {"model_set", set}, {"threshold", options.threshold}, {"pictures", std::move(pictures)}};
    std::cout << boost::json::serialize(json) << std::endl;
  } else {
    std::cout << text << fmt::format("threshold {:.3f}  ({})\n", options.threshold, set) << std::flush;
  }
  return has_attack ? 1 : has_refusal ? 2 : 0;
}

int run_face_pad_eval(const FacePadEvalOptions& options) {
  const auto csv = read_file(options.list, kListBytesMax);
  if (!csv) return report(csv.error(), options.list, options.output);
  const auto pictures = face::pad::read_labelled(as_text(*csv));
  if (!pictures) return report(pictures.error(), options.list, options.output);
  const auto networks = open_networks(options.manifest);
  if (!networks) return report(networks.error(), "networks", options.output);

  Count bona_fide;
  std::map<std::string, Count> species;
  for (const auto& picture : *pictures) {
    const auto file = std::filesystem::path(options.images) / picture.file;
    const auto scored = score(*networks, file, face::FacePick::kNearestCentre);
    if (!scored) return report(scored.error(), file.string(), options.output);
    Count& count = picture.species ? species[*picture.species] : bona_fide;
    if (!*scored) {
      ++count.no_face;
      continue;
    }
    ++count.trials;
    const bool is_live = (*scored)->live >= options.threshold;
    if (is_live == picture.species.has_value()) ++count.errors;
  }

  // Of the species that passes most: an attacker takes that one.
  const Count* worst = nullptr;
  for (const auto& [name, count] : species) {
    if (count.trials > 0 && (worst == nullptr || count.rate().value > worst->rate().value)) worst = &count;
  }
  const std::string& set = networks->engine->models().id();
  if (options.output == Output::kJson) {
    boost::json::object by_species;
    for (const auto& [name, count] : species)
      by_species[name] = {{"apcer", to_json(count.rate())}, {"no_face", count.no_face}};
    const boost::json::value json = {
        {"model_set", set},
        {"threshold", options.threshold},
        {"pictures", pictures->size()},
        {"species", std::move(by_species)},
        {"apcer_highest", worst != nullptr ? to_json(worst->rate()) : boost::json::value(nullptr)},
        {"bpcer", to_json(bona_fide.rate())},
        {"bona_fide_no_face", bona_fide.no_face}};
    std::cout << boost::json::serialize(json) << std::endl;
    return 0;
  }
  std::cout << fmt::format("{}: {} pictures, live from {:.3f} on\nIntervals: 95 %, exact.\n", set,
                           pictures->size(), options.threshold);
  for (const auto& [name, count] : species)
    std::cout << fmt::format("  APCER {:<16} {}  no face {}\n", name, percent(count.rate()), count.no_face);
  std::cout << fmt::format("  BPCER {:<16} {}  no face {}\n", "", percent(bona_fide.rate()),
                           bona_fide.no_face)
            << std::flush;
  return 0;
}

}  // namespace jianzai::cli
