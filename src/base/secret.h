#pragma once

#include <utility>

namespace jianzai {

// Personal data or key material. It cannot be printed, formatted or compared by accident; `reveal` marks each
// use.
template <class T>
class Secret {
 public:
  Secret() = default;
  explicit Secret(T value) : value_(std::move(value)) {}

  [[nodiscard]] const T& reveal() const { return value_; }

 private:
  T value_{};
};

}  // namespace jianzai
