// Our own side: the whole way of a picture, its parts, and the way of a hint. Networks: the best complete set
// of JIANZAI_BENCH_MODELS, by the manifest JIANZAI_BENCH_MANIFEST.
#include <iostream>
#include <optional>

#include "face/align.h"
#include "face/engine.h"
#include "face/pipeline.h"
#include "pictures.h"

namespace {

using namespace jianzai;
namespace bench = jianzai::bench;

template <class T>
T taken(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().detail);
  return std::move(*result);
}

// A picture on which every part has its input.
struct Prepared {
  bench::Bytes jpeg;
  Image image;
  face::Face face;
  face::FivePoints points{};
};

struct Steps {
  std::unique_ptr<face::Engine> engine;
  std::unique_ptr<face::FaceLocator> locator;
  std::vector<std::pair<const face::NetworkEntry*, std::unique_ptr<face::Recogniser>>> recognisers;
  std::unique_ptr<face::Landmarks106Finder> landmarks;
  std::unique_ptr<face::HeadPoseEstimator> head_pose;
};

Steps load(const face::ModelSet& set) {
  Steps steps;
  steps.engine = taken(face::Engine::create(set, 1));
  steps.locator = taken(face::make_locator(set, 1));
  for (const auto& step : set.entry.recognisers) {
    const auto* network = &set.files.find(step.networks.front())->second.entry;
    steps.recognisers.emplace_back(network, taken(face::make_recogniser(set, step, 1)));
  }
  steps.landmarks = taken(face::make_landmarks(set, 1));
  steps.head_pose = taken(face::make_head_pose(set, 1));
  return steps;
}

std::vector<Prepared> prepare(const Steps& steps, const std::string& size) {
  std::vector<Prepared> prepared;
  for (const auto& jpeg : bench::jpegs(size)) {
    auto decoded = taken(decode_jpeg(jpeg, face::kWorkingSide_px));
    auto seen = taken(steps.engine->inspect(std::move(decoded), face::FacePick::kSolePerson));
    if (!seen) throw std::runtime_error("a picture of " + size + " without a usable face");
    auto points = seen->landmarks ? face::five_points(*seen->landmarks) : seen->face.points;
    prepared.push_back({jpeg, std::move(seen->decoded.image), std::move(seen->face), points});
  }
  return prepared;
}

void add_parts(const Steps& steps, const std::string& size, const std::vector<Prepared>& prepared) {
  const auto name = [&](const std::string& part) { return "jianzai/" + part + "/" + size; };
  bench::add(name("decode"), prepared,
             [](const Prepared& p) { return taken(decode_jpeg(p.jpeg, face::kWorkingSide_px)); });
  bench::add(name("locate"), prepared,
             [&](const Prepared& p) { return taken(steps.locator->locate(p.image)); });
  for (const auto& [network, recogniser] : steps.recognisers) {
    if (network->alignment) {
      bench::add(name("align_" + network->name), prepared, [entry = network](const Prepared& p) {
        const auto fit = face::fit_similarity(p.face.points, *entry->alignment);
        return face::warp(p.image, *fit, entry->input_shape[3], entry->input_shape[2]);
      });
    }
    bench::add(name("embed_" + network->name), prepared,
               [r = recogniser.get()](const Prepared& p) { return taken(r->embed(p.image, p.face)); });
  }
  if (steps.landmarks) {
    bench::add(name("landmarks"), prepared,
               [&](const Prepared& p) { return taken(steps.landmarks->find(p.image, p.face)); });
  }
  if (steps.head_pose) {
    bench::add(name("head_pose"), prepared,
               [&](const Prepared& p) { return taken(steps.head_pose->estimate(p.image, p.points)); });
  }
}

void add_ways(const Steps& steps, const std::string& size, const std::vector<Prepared>& prepared) {
  bench::add("jianzai/whole/" + size, prepared, [&](const Prepared& p) {
    auto capture = taken(steps.engine->extract(p.jpeg, face::FacePick::kSolePerson));
    if (!capture) throw std::runtime_error("no usable face");
    return std::move(*capture);
  });
  bench::add("jianzai/hint/" + size, prepared, [&](const Prepared& p) {
    auto decoded = taken(decode_jpeg(p.jpeg, face::kWorkingSide_px));
    auto seen = taken(steps.engine->inspect(std::move(decoded), face::FacePick::kSolePerson));
    if (!seen) throw std::runtime_error("no usable face");
    return std::move(*seen);
  });
}

face::ModelSet find_set() {
  const auto manifest = taken(face::read_manifest(bench::folder_of("JIANZAI_BENCH_MANIFEST")));
  auto search = face::find_models(manifest, {bench::folder_of("JIANZAI_BENCH_MODELS")});
  if (!search.best) throw std::runtime_error("no complete set of networks:\n" + search.explain());
  return std::move(*search.best);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const face::ModelSet set = find_set();
    const Steps steps = load(set);
    const auto large = prepare(steps, "640x480");
    const auto small = prepare(steps, "320x240");
    add_ways(steps, "640x480", large);
    add_ways(steps, "320x240", small);
    add_parts(steps, "640x480", large);
    add_parts(steps, "320x240", small);
    bench::add("jianzai/compare/640x480", large,
               [&, e = taken(steps.engine->embed(large.front().image, large.front().face))](const Prepared&) {
                 return taken(steps.engine->compare(e, e));
               });
    benchmark::AddCustomContext("networks", set.id());
    return bench::run_benchmarks(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "bench_jianzai: " << e.what() << '\n';
    return 1;
  }
}
