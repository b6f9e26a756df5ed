#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>

namespace jianzai {

// Where unpredictable bytes come from. Passed in, so that a test repeats.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

// The kernel's generator. Thread-safe. Ends the process if the kernel refuses: nothing safe can be done
// without it.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override;
};

// The same bytes for the same seed. For tests only.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  void fill(std::span<std::uint8_t> bytes) override {
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(engine_());
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace jianzai
