// What every side of ./dev bench face is given.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace jianzai::bench {

using Bytes = std::vector<unsigned char>;

// A setting of scripts/bench.sh. Throws std::runtime_error when it is missing.
inline std::filesystem::path folder_of(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr || *value == '\0') throw std::runtime_error(std::string(variable) + " is not set");
  return value;
}

// The JPEGs JIANZAI_BENCH_PICTURES/<size>/*.jpg by name. Throws std::runtime_error when there are none.
inline std::vector<Bytes> jpegs(const std::string& size) {
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder_of("JIANZAI_BENCH_PICTURES") / size)) {
    if (entry.path().extension() == ".jpg") files.insert(entry.path());
  }
  if (files.empty()) throw std::runtime_error("no pictures of " + size);
  std::vector<Bytes> pictures;
  for (const auto& file : files) {
    std::ifstream stream(file, std::ios::binary);
    pictures.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  }
  return pictures;
}

// Registers a benchmark of which one iteration does `each` with every picture once; `pictures` in its results
// says how many that is. Measures the CPU time of the whole process, so that helping threads count.
// `each(picture)` may throw: the benchmark then fails with that text.
template <class Picture, class Each>
void add(const std::string& name, const std::vector<Picture>& pictures, Each each) {
  const auto run = [&pictures, each](benchmark::State& state) {
    try {
      while (state.KeepRunning()) {
        for (const auto& picture : pictures) benchmark::DoNotOptimize(each(picture));
      }
    } catch (const std::exception& e) {
      state.SkipWithError(e.what());
    }
    state.counters["pictures"] = static_cast<double>(pictures.size());
  };
  benchmark::RegisterBenchmark(name.c_str(), run)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
}

// Runs what was registered. Returns the process's exit status.
inline int run_benchmarks(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  const auto count = benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return count == 0 ? 1 : 0;
}

}  // namespace jianzai::bench
