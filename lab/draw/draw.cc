#include "draw/draw.h"

#include <algorithm>
#include <cmath>

namespace jianzai {

double Draw::normal(double deviation) {
  constexpr double kPi = 3.14159265358979;
  const double u = std::max(uniform(0, 1), 1e-12);
  return deviation * std::sqrt(-2 * std::log(u)) * std::cos(2 * kPi * uniform(0, 1));
}

double Draw::log_uniform(double from, double to) { return std::exp(uniform(std::log(from), std::log(to))); }

}  // namespace jianzai
