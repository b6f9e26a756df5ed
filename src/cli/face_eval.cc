#include "cli/face_eval.h"

#include <atomic>
#include <chrono>
#include <iostream>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "base/limits.h"
#include "face/evaluation.h"
#include "face/pairs.h"

namespace jianzai::cli {
namespace {

constexpr std::size_t kPairsBytesMax = 512 * 1024 * 1024;
constexpr double kFmrTargets[] = {1e-2, 1e-3};

using Embeddings = std::map<std::string, std::optional<face::Embedding>>;  // nothing: no face

// One line of progress on a terminal, nothing in a log.
class Progress {
 public:
  explicit Progress(std::size_t total) : total_(total), shown_(isatty(STDERR_FILENO) == 1) {}
  ~Progress() {
    if (shown_) std::cerr << "\r\x1b[K";
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(std::size_t done) {
    if (!shown_ || done % 16 != 0) return;
    const std::lock_guard lock(mutex_);
    std::cerr << '\r' << done << " / " << total_ << " pictures" << std::flush;
  }

 private:
  std::size_t total_;
  bool shown_;
  std::mutex mutex_;
};

struct Failed {
  std::string picture;
  Error error;
};

tl::expected<Embeddings, Failed> embed_all(const face::Engine& engine, const std::set<std::string>& pictures,
                                           const std::filesystem::path& folder, int parallel) {
  Embeddings embeddings;
  std::vector<Embeddings::iterator> work;
  for (const auto& picture : pictures) work.push_back(embeddings.emplace(picture, std::nullopt).first);
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> done{0};
  std::mutex mutex;
  std::optional<Failed> failed;
  Progress progress(work.size());
  const auto run = [&] {
    for (std::size_t i = next++; i < work.size(); i = next++) {
      const auto take = [&]() -> Result<std::optional<face::Embedding>> {
        const auto jpeg = TRY(read_file(folder / work[i]->first, limits::kImageBytesMax));
        auto capture = TRY(engine.extract(jpeg, face::FacePick::kNearestCentre));
        if (!capture) return std::optional<face::Embedding>();
        return std::optional(std::move(capture->embedding));
      };
      auto taken = take();
      if (!taken) {
        const std::lock_guard lock(mutex);
        if (!failed) failed = Failed{work[i]->first, taken.error()};
        next = work.size();
        return;
      }
      work[i]->second = std::move(*taken);
      progress.show(++done);
    }
  };
  std::vector<std::thread> threads;
  for (int i = 1; i < parallel; ++i) threads.emplace_back(run);
  run();
  for (auto& thread : threads) thread.join();
  if (failed) return tl::make_unexpected(std::move(*failed));
  return embeddings;
}

// The scores of one group of pairs, with those that could not be compared.
struct Group {
  face::ScoredPairs scores;
  std::int64_t genuine_missed = 0;
  std::int64_t impostor_missed = 0;
};

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

boost::json::object to_json(const Group& group, const face::Thresholds& thresholds) {
  boost::json::object json;
  json["genuine"] = group.scores.genuine.size();
  json["impostor"] = group.scores.impostor.size();
  json["genuine_not_compared"] = group.genuine_missed;
  json["impostor_not_compared"] = group.impostor_missed;
  json["at_accept"] = to_json(face::at_threshold(group.scores, thresholds.accept));
  json["at_review"] = to_json(face::at_threshold(group.scores, thresholds.review));
  for (const double target : kFmrTargets) {
    json[fmt::format("at_fmr_{:g}", target)] =
        group.scores.impostor.empty() ? boost::json::value(nullptr)
                                      : boost::json::value(to_json(face::at_fmr(group.scores, target)));
  }
  if (group.scores.genuine.empty() || group.scores.impostor.empty()) {
    json["auc"] = nullptr;
  } else {
    const auto area = face::auc(group.scores);
    json["auc"] = {{"value", area.value}, {"low", area.low}, {"high", area.high}};
  }
  return json;
}

std::string percent(const face::Rate& rate) {
  if (rate.trials == 0) return "-";
  return fmt::format("{:.2f} % [{:.2f}, {:.2f}] ({}/{})", 100 * rate.value, 100 * rate.low, 100 * rate.high,
                     rate.events, rate.trials);
}

void print_point(std::string_view name, const face::OperatingPoint& point) {
  std::cout << fmt::format("  {:<14} threshold {:.3f}  FMR {}  FNMR {}\n", name, point.threshold,
                           percent(point.fmr), percent(point.fnmr));
}

void print_group(const std::string& name, const Group& group, const face::Thresholds& thresholds) {
  std::cout << fmt::format("{}: {} genuine, {} impostor pairs; not compared {} and {}\n", name,
                           group.scores.genuine.size(), group.scores.impostor.size(), group.genuine_missed,
                           group.impostor_missed);
  print_point("accept", face::at_threshold(group.scores, thresholds.accept));
  print_point("review", face::at_threshold(group.scores, thresholds.review));
  if (!group.scores.impostor.empty()) {
    for (const double target : kFmrTargets) {
      print_point(fmt::format("FMR {:g}", target), face::at_fmr(group.scores, target));
    }
    if (!group.scores.genuine.empty()) {
      const auto area = face::auc(group.scores);
      std::cout << fmt::format("  AUC {:.5f} [{:.5f}, {:.5f}]\n", area.value, area.low, area.high);
    }
  }
}

Result<std::vector<face::ImagePair>> pairs_of(const std::string& file) {
  const auto text = TRY(read_file(file, kPairsBytesMax));
  return face::read_pairs(as_text(text));
}

}  // namespace

int run_face_eval(const FaceEvalOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  const auto pairs = pairs_of(options.pairs);
  if (!pairs) return report(pairs.error(), options.pairs, options.output);
  const int parallel = options.parallel > 0
                           ? options.parallel
                           : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const auto engine = open_engine(options.manifest, parallel);
  if (!engine) return report(engine.error(), "networks", options.output);
  std::set<std::string> pictures;
  for (const auto& pair : *pairs) {
    pictures.insert(pair.first);
    pictures.insert(pair.second);
  }
  const auto embeddings = embed_all(**engine, pictures, options.images, parallel);
  if (!embeddings) {
    return report(embeddings.error().error, embeddings.error().picture, options.output);
  }

  Group all;
  std::map<std::string, Group> groups;
  for (const auto& pair : *pairs) {
    const auto& first = embeddings->at(pair.first);
    const auto& second = embeddings->at(pair.second);
    std::optional<double> value;
    if (first && second) {
      const auto score = (*engine)->compare(*first, *second);
      if (!score) return report(score.error(), "comparison", options.output);
      value = score->value;
    }
    const auto count = [&](Group& group) {
      if (value) {
        (pair.same ? group.scores.genuine : group.scores.impostor).push_back(*value);
      } else {
        ++(pair.same ? group.genuine_missed : group.impostor_missed);
      }
    };
    count(all);
    for (const auto& name : pair.groups) count(groups[name]);
  }
  std::int64_t without_face = 0;
  for (const auto& [picture, embedding] : *embeddings) without_face += embedding ? 0 : 1;
  const auto failure_to_acquire = face::wilson(without_face, static_cast<std::int64_t>(pictures.size()));
  const double wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  const auto& thresholds = (*engine)->models().thresholds();

  if (options.output == Output::kJson) {
    boost::json::object json;
    json["model_set"] = (*engine)->models().id();
    json["pictures"] = pictures.size();
    json["failure_to_acquire"] = to_json(failure_to_acquire);
    json["wall_s"] = wall_s;
    json["all"] = to_json(all, thresholds);
    boost::json::object by_name;
    for (const auto& [name, group] : groups) by_name[name] = to_json(group, thresholds);
    json["groups"] = std::move(by_name);
    std::cout << boost::json::serialize(json) << std::endl;
    return 0;
  }
  std::cout << fmt::format("{}: {} pictures in {:.1f} s, no face in {}\nIntervals: 95 %.\n",
                           (*engine)->models().id(), pictures.size(), wall_s, percent(failure_to_acquire));
  print_group("all", all, thresholds);
  for (const auto& [name, group] : groups) print_group(name, group, thresholds);
  std::cout << std::flush;
  return 0;
}

}  // namespace jianzai::cli
