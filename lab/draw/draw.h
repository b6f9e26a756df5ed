#pragma once

#include <cstdint>
#include <random>

namespace jianzai {

// Seeded; the same numbers everywhere (std::normal_distribution is not).
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed * 0x9E3779B97F4A7C15ULL + 1) {}
  double uniform(double from, double to) {
    return from + (to - from) * (static_cast<double>(engine_() >> 11) * 0x1.0p-53);
  }
  double normal(double deviation);
  double log_uniform(double from, double to);
  bool chance(double share) { return uniform(0, 1) < share; }
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }
  std::uint64_t seed() { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace jianzai
