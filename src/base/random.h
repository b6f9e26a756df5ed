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

// Uniform in 0 to count - 1, without the bias of a remainder. `count`: 1 to 256.
[[nodiscard]] inline std::size_t draw(std::size_t count, Random& random) {
  const std::size_t fair = 256 - 256 % count;
  for (;;) {
    std::uint8_t byte = 0;
    random.fill({&byte, 1});
    if (byte < fair) return byte % count;
  }
}

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
