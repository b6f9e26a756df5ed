#include "cli/face_measure.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <iostream>
#include <iterator>
#include <mutex>
#include <set>
#include <thread>

#include <unistd.h>

#include "base/limits.h"
#include "cli/open_engine.h"
#include "face/pairs.h"

namespace jianzai::cli {
namespace {

constexpr std::size_t kListBytesMax = 512 * 1024 * 1024;

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

struct Picture {
  std::optional<face::Embedding> embedding;  // nothing: no face
  double taken_ms = 0;
};
using Pictures = std::map<std::string, Picture>;

template <class T>
using Measured = tl::expected<T, MeasureFailure>;

tl::unexpected<MeasureFailure> failed(std::string what, Error error) {
  return tl::make_unexpected(MeasureFailure{std::move(what), std::move(error)});
}

// The score is the mean of the recognisers' cosines: a vector that is longer by the root of its weight counts
// more.
void weigh(face::Embedding& embedding, const std::vector<double>& weights) {
  if (weights.empty()) return;
  double sum = 0;
  for (const double weight : weights) sum += weight;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto factor = static_cast<float>(std::sqrt(weights[i] / sum * static_cast<double>(weights.size())));
    for (float& value : embedding.vectors[i]) value *= factor;
  }
}

Measured<Pictures> embed_all(const face::Engine& engine, const std::set<std::string>& names,
                             const MeasureOptions& options, int parallel) {
  Pictures pictures;
  std::vector<Pictures::iterator> work;
  for (const auto& name : names) work.push_back(pictures.emplace(name, Picture{}).first);
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> done{0};
  std::mutex mutex;
  std::optional<MeasureFailure> failure;
  Progress progress(work.size());
  const auto run = [&] {
    for (std::size_t i = next++; i < work.size(); i = next++) {
      const auto take = [&]() -> Result<Picture> {
        const auto jpeg =
            TRY(read_file(std::filesystem::path(options.images) / work[i]->first, limits::kImageBytesMax));
        const auto started = std::chrono::steady_clock::now();
        auto capture = TRY(engine.extract(jpeg, face::FacePick::kNearestCentre));
        const auto taken = std::chrono::steady_clock::now() - started;
        Picture picture;
        picture.taken_ms = std::chrono::duration<double, std::milli>(taken).count();
        if (capture) picture.embedding = std::move(capture->embedding);
        if (picture.embedding) weigh(*picture.embedding, options.weights);
        return picture;
      };
      auto taken = take();
      if (!taken) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = MeasureFailure{work[i]->first, taken.error()};
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
  if (failure) return tl::make_unexpected(std::move(*failure));
  return pictures;
}

template <class T>
Measured<T> read_list(const std::string& file, Result<T> (*parse)(std::string_view)) {
  const auto text = read_file(file, kListBytesMax);
  if (!text) return failed(file, text.error());
  auto list = parse(as_text(*text));
  if (!list) return failed(file, list.error());
  return std::move(*list);
}

// What is to be compared.
struct Lists {
  std::vector<face::ImagePair> pairs;
  std::vector<face::ImageOfPerson> all_pairs;
  std::vector<face::ImageOfPerson> cohort;
};

Measured<Lists> read_lists(const MeasureOptions& options) {
  Lists lists;
  if (!options.pairs.empty()) {
    auto pairs = read_list(options.pairs, face::read_pairs);
    if (!pairs) return tl::make_unexpected(pairs.error());
    lists.pairs = std::move(*pairs);
  } else {
    auto images = read_list(options.all_pairs, face::read_images);
    if (!images) return tl::make_unexpected(images.error());
    lists.all_pairs = std::move(*images);
  }
  if (options.cohort == "auto") {
    if (options.all_pairs.empty()) {
      return failed("--cohort auto", {.code = ErrorCode::kInvalidRequest,
                                      .detail = "only with --all-pairs, which says who each picture shows"});
    }
    lists.cohort = lists.all_pairs;
  } else if (!options.cohort.empty()) {
    auto images = read_list(options.cohort, face::read_images);
    if (!images) return tl::make_unexpected(images.error());
    lists.cohort = std::move(*images);
  }
  if (!options.group.empty()) {
    std::erase_if(lists.all_pairs, [&](const face::ImageOfPerson& image) {
      return std::find(image.groups.begin(), image.groups.end(), options.group) == image.groups.end();
    });
    if (lists.all_pairs.empty()) {
      return failed(options.group, {.code = ErrorCode::kInvalidRequest,
                                    .detail = "no picture of --all-pairs is in that group"});
    }
  }
  return lists;
}

// The levels of pictures among strangers.
class Levels {
 public:
  // Errors: kInvalidRequest when there are too few people, or a pair's picture shows nobody knows whom.
  static Measured<Levels> create(const Lists& lists, const std::set<std::string>& names,
                                 const Pictures& pictures, double share) {
    std::map<std::string, std::string> person_of;
    std::vector<face::Cohort::Member> members;
    std::set<std::string> taken;
    for (const auto& row : lists.all_pairs) person_of[row.file] = row.person;
    for (const auto& row : lists.cohort) {
      person_of.emplace(row.file, row.person);
      const auto& embedding = pictures.at(row.file).embedding;
      if (embedding && taken.insert(row.person).second) members.push_back({row.person, *embedding});
    }
    const auto nearest = face::cohort_nearest(members.size(), share);
    const std::size_t needed = nearest + 2;
    if (members.size() < needed) {
      return failed("--cohort", {.code = ErrorCode::kInvalidRequest,
                                 .detail = std::to_string(members.size()) + " people, where " +
                                           std::to_string(needed) + " are needed"});
    }
    auto cohort = face::Cohort::create(members);
    if (!cohort) return failed("--cohort", cohort.error());
    Levels levels;
    levels.nearest_ = nearest;
    levels.people_ = cohort->people();
    for (const auto& name : names) {
      const auto& embedding = pictures.at(name).embedding;
      if (!embedding) continue;
      const auto person = person_of.find(name);
      if (person == person_of.end()) {
        return failed(name, {.code = ErrorCode::kInvalidRequest,
                             .detail = "the cohort's list does not say whom it shows"});
      }
      auto neighbours = cohort->nearest(*embedding, needed);
      if (!neighbours) return failed(name, neighbours.error());
      levels.of_.emplace(name, Of{cohort->index_of(person->second), std::move(*neighbours)});
    }
    return levels;
  }

  [[nodiscard]] std::size_t people() const { return people_; }

  struct Of {
    std::optional<std::uint32_t> person;
    std::vector<face::Cohort::Neighbour> neighbours;
  };
  [[nodiscard]] const Of& of(const std::string& picture) const { return of_.at(picture); }

  [[nodiscard]] face::ComparisonScore normalised(face::ComparisonScore raw, const Of& a, const Of& b) const {
    return face::normalised_score(raw, level(a, b), level(b, a));
  }

 private:
  // One row a person, so that the pair's own leave at least `nearest_` of its two more.
  [[nodiscard]] double level(const Of& of, const Of& other) const {
    double sum = 0;
    std::size_t count = 0;
    for (const auto& neighbour : of.neighbours) {
      if (neighbour.person == of.person || neighbour.person == other.person) continue;
      sum += neighbour.cosine;
      if (++count == nearest_) break;
    }
    return sum / static_cast<double>(count);
  }

  std::size_t nearest_ = 0;
  std::size_t people_ = 0;
  std::map<std::string, Of> of_;
};

// One picture of a pair with what was found out about it.
struct Side {
  const face::Embedding* embedding = nullptr;  // null: no face
  const Levels::Of* level = nullptr;           // null: no cohort, or no face
};

struct PairValue {
  double raw = 0;
  std::optional<double> normalised;
};

class Comparer {
 public:
  Comparer(const face::Engine& engine, const Pictures& pictures, const Levels* levels)
      : engine_(engine), pictures_(pictures), levels_(levels) {}

  [[nodiscard]] Side side(const std::string& name) const {
    const auto& picture = pictures_.at(name);
    if (!picture.embedding) return {};
    return {&*picture.embedding, levels_ == nullptr ? nullptr : &levels_->of(name)};
  }
  // Nothing when one of them has no face.
  [[nodiscard]] Result<std::optional<PairValue>> compare(const Side& a, const Side& b) const {
    if (a.embedding == nullptr || b.embedding == nullptr) return std::optional<PairValue>();
    const auto raw = TRY(engine_.compare(*a.embedding, *b.embedding));
    PairValue value{.raw = raw.value, .normalised = {}};
    if (levels_ != nullptr) value.normalised = levels_->normalised(raw, *a.level, *b.level).value;
    return std::optional(value);
  }

 private:
  const face::Engine& engine_;
  const Pictures& pictures_;
  const Levels* levels_;
};

void count(PairScores& scores, const std::optional<PairValue>& value, bool same) {
  if (!value) {
    ++(same ? scores.genuine_missed : scores.impostor_missed);
    return;
  }
  (same ? scores.raw.genuine : scores.raw.impostor).push_back(value->raw);
  if (value->normalised) {
    (same ? scores.normalised.genuine : scores.normalised.impostor).push_back(*value->normalised);
  }
}

Result<void> compare_pairs(const std::vector<face::ImagePair>& pairs, const Comparer& comparer,
                           Measurement& measurement) {
  for (const auto& pair : pairs) {
    const auto value = TRY(comparer.compare(comparer.side(pair.first), comparer.side(pair.second)));
    count(measurement.all, value, pair.same);
    for (const auto& name : pair.groups) count(measurement.groups[name], value, pair.same);
  }
  return {};
}

Result<void> compare_all(const std::vector<face::ImageOfPerson>& images, const Comparer& comparer,
                         Measurement& measurement) {
  std::map<std::string, std::uint32_t> people;
  std::vector<std::uint32_t> person;
  std::vector<Side> sides;
  for (const auto& image : images) {
    person.push_back(people.emplace(image.person, static_cast<std::uint32_t>(people.size())).first->second);
    sides.push_back(comparer.side(image.file));
  }
  measurement.people = static_cast<std::uint32_t>(people.size());
  std::vector<std::string> both;
  for (std::size_t i = 0; i < images.size(); ++i) {
    for (std::size_t j = i + 1; j < images.size(); ++j) {
      const bool same = person[i] == person[j];
      const auto value = TRY(comparer.compare(sides[i], sides[j]));
      count(measurement.all, value, same);
      if (value && same) measurement.genuine_people.push_back(person[i]);
      if (value && !same) measurement.impostor_people.emplace_back(person[i], person[j]);
      both.clear();
      std::set_intersection(images[i].groups.begin(), images[i].groups.end(), images[j].groups.begin(),
                            images[j].groups.end(), std::back_inserter(both));
      for (const auto& name : both) count(measurement.groups[name], value, same);
    }
  }
  return {};
}

}  // namespace

tl::expected<Measurement, MeasureFailure> measure(const MeasureOptions& options) {
  const auto lists = read_lists(options);
  if (!lists) return tl::make_unexpected(lists.error());
  const int parallel = options.parallel > 0
                           ? options.parallel
                           : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const auto engine = open_engine(options.manifest, parallel);
  if (!engine) return failed("networks", engine.error());
  const auto recognisers = (*engine)->models().entry.recognisers.size();
  if (!options.weights.empty() && options.weights.size() != recognisers) {
    return failed("--weights", {.code = ErrorCode::kInvalidRequest,
                                .detail = "the set has " + std::to_string(recognisers) + " recognisers"});
  }

  std::set<std::string> names;
  for (const auto& pair : lists->pairs) {
    names.insert(pair.first);
    names.insert(pair.second);
  }
  for (const auto& image : lists->all_pairs) names.insert(image.file);
  auto with_cohort = names;
  for (const auto& image : lists->cohort) with_cohort.insert(image.file);
  const auto pictures = embed_all(**engine, with_cohort, options, parallel);
  if (!pictures) return tl::make_unexpected(pictures.error());

  Measurement measurement;
  measurement.model_set = (*engine)->models().id();
  measurement.thresholds = (*engine)->models().thresholds();
  measurement.cohort_thresholds = (*engine)->models().entry.cohort_thresholds;
  measurement.pictures = names.size();
  std::optional<Levels> levels;
  if (!lists->cohort.empty()) {
    auto made = Levels::create(*lists, names, *pictures, options.nearest_share);
    if (!made) return tl::make_unexpected(made.error());
    levels = std::move(*made);
    measurement.cohort_people = levels->people();
  }
  const Comparer comparer(**engine, *pictures, levels ? &*levels : nullptr);
  const auto compared = options.pairs.empty() ? compare_all(lists->all_pairs, comparer, measurement)
                                              : compare_pairs(lists->pairs, comparer, measurement);
  if (!compared) return failed("comparison", compared.error());

  std::int64_t without_face = 0;
  for (const auto& name : names) {
    const auto& picture = pictures->at(name);
    without_face += picture.embedding ? 0 : 1;
    measurement.times_ms.emplace_back(name, picture.taken_ms);
  }
  std::stable_sort(measurement.times_ms.begin(), measurement.times_ms.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  measurement.failure_to_acquire = face::wilson(without_face, static_cast<std::int64_t>(names.size()));
  return measurement;
}

}  // namespace jianzai::cli
