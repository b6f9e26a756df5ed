#include "face/pad/colour.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <opencv2/imgproc.hpp>

#include "face/align.h"

namespace jianzai::face::pad {
namespace {

// The face laid flat: eyes 56 px apart.
constexpr int kWidth = 136;
constexpr int kHeight = 176;
constexpr double kInterocular = 56;
constexpr double kMiddleX = 68;
constexpr double kMiddleY = 62;
constexpr FivePoints kPlaces{{{40, 62}, {96, 62}, {68, 89.4F}, {44.8F, 117.5F}, {91.2F, 117.5F}}};

const std::array<float, 256>& linear_table() {
  static const auto table = [] {
    std::array<float, 256> made{};
    for (std::size_t i = 0; i < made.size(); ++i) {
      const double v = static_cast<double>(i) / 255;
      made[i] = static_cast<float>(v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4));
    }
    return made;
  }();
  return table;
}

cv::Mat view(const Image& image) {
  return {image.height(), image.width(), CV_8UC3, const_cast<std::uint8_t*>(image.row(0))};
}

// What stays when the light changes: detail of the logarithm of luma.
cv::Mat features(const Image& face) {
  cv::Mat luma;
  cv::cvtColor(view(face), luma, cv::COLOR_BGR2GRAY);
  cv::Mat logarithm;
  luma.convertTo(logarithm, CV_32F, 1, 6);
  cv::log(logarithm, logarithm);
  cv::GaussianBlur(logarithm, logarithm, {}, 1.2);
  cv::Mat smooth;
  cv::blur(logarithm, smooth, {15, 15});
  return logarithm - smooth;
}

// Solves `a x = b` for a symmetric positive matrix of n rows; false when it is not.
bool solve(std::vector<double>& a, std::vector<double>& b, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    if (!(std::abs(a[i * n + i]) > 1e-12)) return false;
    for (std::size_t row = i + 1; row < n; ++row) {
      const double factor = a[row * n + i] / a[i * n + i];
      for (std::size_t column = i; column < n; ++column) a[row * n + column] -= factor * a[i * n + column];
      b[row] -= factor * b[i];
    }
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t column = i + 1; column < n; ++column) b[i] -= a[i * n + column] * b[column];
    b[i] /= a[i * n + i];
  }
  return true;
}

// Lucas-Kanade for a similarity: how far the features of `now` stand from those of the first frame. Turns
// `transform` back by it. The face only, in an ellipse.
class Registration {
 public:
  explicit Registration(const cv::Mat& first) : first_(first) {
    cv::Sobel(first, slope_x_, CV_32F, 1, 0, 3, 1.0 / 8);
    cv::Sobel(first, slope_y_, CV_32F, 0, 1, 3, 1.0 / 8);
  }

  bool refine(const cv::Mat& now, Similarity& transform) const {
    std::vector<double> normal(16, 0);
    std::vector<double> right(4, 0);
    for (int y = 4; y < kHeight - 4; ++y) {
      const double down = (y - kCentreY) / kRadius;
      for (int x = 4; x < kWidth - 4; ++x) {
        const double across = (x - kMiddleX) / kRadius;
        if (across * across / 0.72 + down * down / 1.2 > 1) continue;
        const double gx = slope_x_.at<float>(y, x);
        const double gy = slope_y_.at<float>(y, x);
        const double difference = std::clamp(now.at<float>(y, x) - first_.at<float>(y, x), -0.3F, 0.3F);
        const std::array<double, 4> by{-gx, -gy, -(gx * across + gy * down), -(gy * across - gx * down)};
        for (std::size_t i = 0; i < 4; ++i) {
          right[i] += by[i] * difference;
          for (std::size_t j = 0; j < 4; ++j) normal[4 * i + j] += by[i] * by[j];
        }
      }
    }
    for (std::size_t i = 0; i < 4; ++i) normal[5 * i] += 0.02;
    if (!solve(normal, right, 4)) return false;
    for (auto& value : right) value = std::clamp(value, -3.0, 3.0);
    // Content that belongs at q stands at q + t + M (q - centre): back by that.
    const double scale = right[2] / kRadius;
    const double turn = right[3] / kRadius;
    const double a = 1 - scale;
    const double b = -turn;
    const double dx = kMiddleX - a * kMiddleX + b * kCentreY - right[0];
    const double dy = kCentreY - b * kMiddleX - a * kCentreY - right[1];
    const Similarity before = transform;
    transform.a = a * before.a - b * before.b;
    transform.b = b * before.a + a * before.b;
    transform.dx = a * before.dx - b * before.dy + dx;
    transform.dy = b * before.dx + a * before.dy + dy;
    return std::abs(right[0]) + std::abs(right[1]) + std::abs(right[2]) + std::abs(right[3]) > 0.05;
  }

 private:
  static constexpr double kCentreY = 90;
  static constexpr double kRadius = 75;
  cv::Mat first_;
  cv::Mat slope_x_;
  cv::Mat slope_y_;
};

struct Light {
  LinearRgb mean{};
  bool usable = false;
};

constexpr double kDarkest = 0.004;  // linear

Light light_in(const Image& image, int left, int top, int right, int bottom) {
  left = std::max(left, 0);
  top = std::max(top, 0);
  right = std::min(right, image.width());
  bottom = std::min(bottom, image.height());
  Light light;
  if (right - left < 3 || bottom - top < 3) return light;
  const auto& table = linear_table();
  const int count = (right - left) * (bottom - top);
  int clipped = 0;
  std::array<double, 3> sum{};
  for (int y = top; y < bottom; ++y) {
    const std::uint8_t* pixel = image.row(y) + 3 * left;
    for (int x = left; x < right; ++x, pixel += 3) {
      if (std::max({pixel[0], pixel[1], pixel[2]}) >= 252) ++clipped;
      for (std::size_t c = 0; c < 3; ++c) sum[c] += table[pixel[2 - c]];
    }
  }
  for (std::size_t c = 0; c < 3; ++c) light.mean[c] = sum[c] / count;
  const double lowest = *std::min_element(light.mean.begin(), light.mean.end());
  light.usable = clipped * 50 < count && lowest > kDarkest;
  return light;
}

// Pixels of the face laid flat that no frame has over-exposed, so that all frames are measured in the same
// ones.
class Bounds {
 public:
  void cover(const Image& face) {
    for (int y = 0; y < kHeight; ++y) {
      const std::uint8_t* pixel = face.row(y);
      for (int x = 0; x < kWidth; ++x, pixel += 3)
        if (std::max({pixel[0], pixel[1], pixel[2]}) >= 250) open_[at(x, y)] = false;
    }
  }
  [[nodiscard]] bool is_open(int x, int y) const { return open_[at(x, y)]; }

 private:
  static std::size_t at(int x, int y) { return static_cast<std::size_t>(y * kWidth + x); }
  std::vector<bool> open_ = std::vector<bool>(static_cast<std::size_t>(kWidth * kHeight), true);
};

// A third of the patch's pixels must be left.
Light light_of(const Image& face, const PatchPlace& place, const Bounds& bounds) {
  const auto at = [](double middle, double offset) {
    return static_cast<int>(std::lround(middle + offset * kInterocular));
  };
  const int left = at(kMiddleX, place.x - kPatchHalfSide);
  const int right = at(kMiddleX, place.x + kPatchHalfSide);
  const int top = at(kMiddleY, place.y - kPatchHalfSide);
  const int bottom = at(kMiddleY, place.y + kPatchHalfSide);
  const auto& table = linear_table();
  int open = 0;
  std::array<double, 3> sum{};
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) {
      if (!bounds.is_open(x, y)) continue;
      ++open;
      const std::uint8_t* pixel = face.row(y) + 3 * x;
      for (std::size_t c = 0; c < 3; ++c) sum[c] += table[pixel[2 - c]];
    }
  }
  Light light;
  if (open * 3 < (right - left) * (bottom - top)) return light;
  for (std::size_t c = 0; c < 3; ++c) light.mean[c] = sum[c] / open;
  light.usable = *std::min_element(light.mean.begin(), light.mean.end()) > kDarkest;
  return light;
}

LinearRgb log_ratio(const LinearRgb& now, const LinearRgb& first) {
  LinearRgb ratio{};
  for (std::size_t c = 0; c < 3; ++c) ratio[c] = std::log(now[c] / first[c]);
  return ratio;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Blocks of the frame beside and above the head; never below the chin, where the body is as near as the face.
class Surroundings {
 public:
  static constexpr int kAcross = 12;

  Surroundings(const Image& first, const FivePoints& points)
      : width_(first.width()), side_(std::max(8, first.width() / kAcross)) {
    const double unit = interocular_px(points);
    const double middle_x = (points[0].x + points[1].x) / 2;
    const double middle_y = (points[0].y + points[1].y) / 2;
    for (int top = 0; top + side_ <= first.height(); top += side_) {
      for (int left = 0; left + side_ <= first.width(); left += side_) {
        const double x = std::max({0.0, left - middle_x, middle_x - left - side_}) / unit;
        const double centre_y = middle_y + 0.5 * unit;
        const double y = std::max({0.0, top - centre_y, centre_y - top - side_}) / unit;
        const bool outside = x * x / (1.75 * 1.75) + y * y / (2.6 * 2.6) > 1;
        if (!outside || top + side_ > middle_y + 1.3 * unit) continue;
        const Light light = light_in(first, left, top, left + side_, top + side_);
        if (light.usable) blocks_.push_back({left, top, light.mean});
      }
    }
  }

  void measure(const Image& image, Observation& seen) const {
    std::array<std::vector<double>, 3> ratios;
    const double scale = static_cast<double>(image.width()) / width_;
    const auto at = [scale](int place) { return static_cast<int>(std::lround(place * scale)); };
    for (const auto& block : blocks_) {
      const Light light =
          light_in(image, at(block.left), at(block.top), at(block.left + side_), at(block.top + side_));
      if (!light.usable) continue;
      const auto ratio = log_ratio(light.mean, block.light);
      for (std::size_t c = 0; c < 3; ++c) ratios[c].push_back(ratio[c]);
    }
    if (ratios[0].size() < kBlocksMin) return;
    LinearRgb middle{};
    double spread = 0;
    for (std::size_t c = 0; c < 3; ++c) {
      middle[c] = median(ratios[c]);
      std::vector<double> away = ratios[c];
      for (auto& value : away) value = std::abs(value - middle[c]);
      spread = std::max(spread, 1.5 * median(away) / std::sqrt(static_cast<double>(away.size())));
    }
    seen.background = middle;
    seen.background_spread = spread;
  }

 private:
  static constexpr std::size_t kBlocksMin = 4;
  struct Block {
    int left;
    int top;
    LinearRgb light;
  };
  int width_;
  int side_;
  std::vector<Block> blocks_;
};

// ---- analysis

using Signal = std::vector<LinearRgb>;  // one a frame

// What is no answer: the mean and a straight drift over time, and without a background what all channels
// share.
class Nuisance {
 public:
  explicit Nuisance(std::span<const double> when) {
    const auto count = static_cast<double>(when.size());
    const double middle = std::accumulate(when.begin(), when.end(), 0.0) / count;
    double spread = 0;
    for (const double t : when) spread += (t - middle) * (t - middle);
    for (const double t : when) {
      along_.push_back(spread > 0 ? (t - middle) / std::sqrt(spread) : 0);
      level_.push_back(1 / std::sqrt(count));
    }
  }

  void remove(Signal& signal, bool channels) const {
    for (std::size_t c = 0; c < 3; ++c) {
      for (const auto* direction : {&level_, &along_}) {
        double part = 0;
        for (std::size_t i = 0; i < signal.size(); ++i) part += signal[i][c] * (*direction)[i];
        for (std::size_t i = 0; i < signal.size(); ++i) signal[i][c] -= part * (*direction)[i];
      }
    }
    if (!channels) return;
    for (auto& value : signal) {
      const double mean = (value[0] + value[1] + value[2]) / 3;
      for (auto& part : value) part -= mean;
    }
  }

  // Of the frames of two steps, after removal over time.
  [[nodiscard]] double product(std::span<const std::size_t> of, std::size_t a, std::size_t b) const {
    double both = 0;
    std::array<double, 4> sums{};
    for (std::size_t i = 0; i < of.size(); ++i) {
      if (of[i] == a && of[i] == b) ++both;
      if (of[i] == a) sums[0] += level_[i];
      if (of[i] == b) sums[1] += level_[i];
      if (of[i] == a) sums[2] += along_[i];
      if (of[i] == b) sums[3] += along_[i];
    }
    return both - sums[0] * sums[1] - sums[2] * sums[3];
  }

 private:
  std::vector<double> level_;
  std::vector<double> along_;
};

double dot(const Signal& a, const Signal& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) sum += a[i][c] * b[i][c];
  }
  return sum;
}

double root_mean_square(const Signal& signal) {
  return std::sqrt(dot(signal, signal) / (3 * static_cast<double>(signal.size())));
}

// The light that came back against what was shown. The logarithm of other light and screen, log(1 + k s), is
// a straight line in s where a channel has two levels, as in our challenges; its slope is the channel's own,
// because lamps have colours.
class Fitter {
 public:
  struct Fit {
    double correlation = 0;
    std::array<double, 3> slopes{};
    double rest = 0;  // sum of squares that it leaves
  };
  struct Common {
    double slope = 0;  // the same one for all channels, of any sign
    double error = 0;  // its standard error
  };

  // `answer`: nuisance removed.
  Fitter(const Nuisance& nuisance, std::span<const std::size_t> assigned, std::size_t steps,
         const Signal& answer, bool channels)
      : steps_(steps),
        channels_(channels),
        power_(dot(answer, answer)),
        gram_(steps * steps),
        sums_(steps),
        frames_(steps) {
    for (std::size_t k = 0; k < steps; ++k) {
      for (std::size_t l = 0; l < steps; ++l) gram_[k * steps + l] = nuisance.product(assigned, k, l);
    }
    for (std::size_t i = 0; i < assigned.size(); ++i) {
      for (std::size_t c = 0; c < 3; ++c) sums_[assigned[i]][c] += answer[i][c];
      ++frames_[assigned[i]];
    }
    const auto frames = static_cast<double>(assigned.size());
    degrees_ = (frames - 2) * (channels ? 2 : 3);
  }

  [[nodiscard]] Fit fit(std::span<const LinearRgb> shown) const {
    const Normal normal = normal_of(shown);
    Fit fit{.rest = power_};
    if (!(normal.power > 1e-12) || !(power_ > 0)) return fit;
    const double common = normal.along / normal.power;
    if (!(common > 0)) return fit;
    // Least squares, drawn towards the common slope; none below a fifth or above five times of it.
    std::vector<double> left(9);
    std::vector<double> right(3);
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) left[3 * i + j] = normal.left[3 * i + j];
      left[4 * i] += 0.02 * normal.power;
      right[i] = normal.right[i] + 0.02 * normal.power * common;
    }
    if (!solve(left, right, 3)) return fit;
    for (std::size_t i = 0; i < 3; ++i) fit.slopes[i] = std::clamp(right[i], common / 5, common * 5);
    double along = 0;
    double power = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      along += fit.slopes[i] * normal.right[i];
      for (std::size_t j = 0; j < 3; ++j) power += fit.slopes[i] * normal.left[3 * i + j] * fit.slopes[j];
    }
    if (!(power > 0)) return fit;
    fit.correlation = along / std::sqrt(power * power_);
    fit.rest = std::max(0.0, power_ * (1 - fit.correlation * fit.correlation));
    return fit;
  }

  [[nodiscard]] Common common(std::span<const LinearRgb> shown) const {
    const Normal normal = normal_of(shown);
    if (!(normal.power > 1e-12)) return {};
    Common common{.slope = normal.along / normal.power, .error = 0};
    const double rest = std::max(0.0, power_ - common.slope * normal.along);
    common.error = std::sqrt(rest / std::max(degrees_ - 1, 1.0) / normal.power);
    return common;
  }

  // A first guess at the colours that were there: a channel is low where it fell well below the look.
  [[nodiscard]] std::vector<LinearRgb> guess(const LinearRgb& look, double low, double high) const {
    std::vector<LinearRgb> colours(steps_, look);
    for (std::size_t c = 0; c < 3; ++c) {
      std::vector<double> rise;
      for (std::size_t k = 0; k < steps_; ++k)
        rise.push_back(sums_[k][c] / frames_[k] - sums_[0][c] / frames_[0]);
      const auto [least, most] = std::minmax_element(rise.begin(), rise.end());
      // Without the channels' mean a channel also falls when the others rise.
      const double limit = (channels_ ? -0.2 : -0.5) * (*most - *least);
      for (std::size_t k = 1; k < steps_; ++k) colours[k][c] = rise[k] < limit ? low : high;
    }
    return colours;
  }

  // In independent numbers.
  [[nodiscard]] double degrees() const { return degrees_; }

 private:
  struct Normal {
    std::array<double, 9> left{};
    std::array<double, 3> right{};
    double power = 0;  // of all channels together
    double along = 0;
  };
  [[nodiscard]] Normal normal_of(std::span<const LinearRgb> shown) const {
    Normal normal;
    for (std::size_t k = 0; k < steps_; ++k) {
      for (std::size_t i = 0; i < 3; ++i) normal.right[i] += shown[k][i] * sums_[k][i];
      std::array<double, 3> row{};
      for (std::size_t l = 0; l < steps_; ++l) {
        for (std::size_t j = 0; j < 3; ++j) row[j] += gram_[k * steps_ + l] * shown[l][j];
      }
      for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) normal.left[3 * i + j] += shown[k][i] * row[j];
      }
    }
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) {
        // Less the channels' mean: I - 1/3.
        if (channels_) normal.left[3 * i + j] *= i == j ? 2.0 / 3 : -1.0 / 3;
        if (!channels_ && i != j) normal.left[3 * i + j] = 0;
        normal.power += normal.left[3 * i + j];
      }
      normal.along += normal.right[i];
    }
    return normal;
  }

  std::size_t steps_;
  bool channels_;
  double power_;
  double degrees_ = 0;
  std::vector<double> gram_;
  std::vector<LinearRgb> sums_;
  std::vector<double> frames_;
};

struct Levels {
  double low = 1;
  double high = 0;
};
Levels levels_of(std::span<const LinearRgb> shown) {
  Levels levels;
  for (const auto& colour : shown) {
    levels.low = std::min({levels.low, colour[0], colour[1], colour[2]});
    levels.high = std::max({levels.high, colour[0], colour[1], colour[2]});
  }
  return levels;
}

// The colours that explain the light better and better, from `best` on, one step after the other; of all
// combinations of a low and a high level. The look stays.
void climb(const Fitter& fitter, const Levels& levels, std::vector<LinearRgb>& best, double& rest) {
  rest = fitter.fit(best).rest;
  for (std::size_t round = 0; round < 2 * best.size(); ++round) {
    std::size_t step = 0;
    LinearRgb change{};
    auto tried = best;
    for (std::size_t k = 1; k < best.size(); ++k) {
      for (unsigned bits = 0; bits < 8; ++bits) {
        for (std::size_t c = 0; c < 3; ++c) tried[k][c] = ((bits >> c) & 1U) != 0 ? levels.high : levels.low;
        const double left = fitter.fit(tried).rest;
        if (left >= rest * (1 - 1e-9)) continue;
        rest = left;
        step = k;
        change = tried[k];
      }
      tried[k] = best[k];
    }
    if (step == 0) break;
    best[step] = change;
  }
}

// Each step's colours shown in the step after it.
std::vector<LinearRgb> one_step_late(std::span<const LinearRgb> shown) {
  std::vector<LinearRgb> late(shown.begin(), shown.end());
  std::rotate(late.begin(), late.end() - 1, late.end());
  late.front() = shown.front();
  return late;
}

// The colours that explain the light best: up from ours, from ours one step late and from a first guess.
std::vector<LinearRgb> decode(const Fitter& fitter, std::span<const LinearRgb> shown) {
  const Levels levels = levels_of(shown);
  std::vector<LinearRgb> best(shown.begin(), shown.end());
  double rest = 0;
  climb(fitter, levels, best, rest);
  for (auto from : {one_step_late(shown), fitter.guess(shown.front(), levels.low, levels.high)}) {
    double rest_of_it = 0;
    climb(fitter, levels, from, rest_of_it);
    if (rest_of_it >= rest * (1 - 1e-9)) continue;
    rest = rest_of_it;
    best = std::move(from);
  }
  return best;
}

// log10 of how likely an unrelated sequence correlates as well: Fisher's z, and the upper tail of the normal
// distribution by its asymptote.
double chance_of(double correlation, double degrees) {
  if (degrees < 4 || correlation <= 0) return 0;
  const double z = std::atanh(std::min(correlation, 0.999999)) * std::sqrt(degrees - 3);
  if (z < 1) return std::log10(0.5 * std::erfc(z / std::sqrt(2.0)));
  return -(z * z / 2 + std::log(z * std::sqrt(2 * 3.14159265358979) * (1 + 1 / (z * z)))) / std::log(10.0);
}

using Column = std::vector<double>;  // one number a patch

// What is left of `column` after the part along each of `basis`, which are orthonormal.
Column less(Column column, std::span<const Column> basis) {
  for (const auto& axis : basis) {
    const double part = std::inner_product(column.begin(), column.end(), axis.begin(), 0.0);
    for (std::size_t i = 0; i < column.size(); ++i) column[i] -= part * axis[i];
  }
  return column;
}

double square(const Column& column) {
  return std::inner_product(column.begin(), column.end(), column.begin(), 0.0);
}

// Adds the part of `column` that `basis` does not have; none when there is hardly any.
void extend(std::vector<Column>& basis, const Column& column) {
  constexpr double kNewPartMin = 0.02;
  Column rest = less(less(column, basis), basis);  // twice: Gram and Schmidt's rounding
  const double length = std::sqrt(square(rest));
  if (!(length > kNewPartMin * std::sqrt(square(column)))) return;
  for (auto& value : rest) value /= length;
  basis.push_back(std::move(rest));
}

// A share and where it was measured.
struct PlacedShare {
  PatchPlace place;
  double brightness;
  double share;
};

struct Relief {
  double amount = 0;
  double error = 0;
  double f = 0;
  double facing = 0;
  double facing_t = 0;
};
// `noise`: standard error of one share.
Relief fit_relief(std::span<const PlacedShare> shares, double noise) {
  const auto column = [&](auto of) {
    Column values;
    values.reserve(shares.size());
    for (const auto& share : shares) values.push_back(of(share));
    return values;
  };
  std::vector<Column> basis;
  extend(basis, Column(shares.size(), 1));
  extend(basis, column([](const auto& s) { return s.place.x; }));
  extend(basis, column([](const auto& s) { return s.place.y; }));
  extend(basis, column([](const auto& s) { return s.place.x * s.place.x; }));
  extend(basis, column([](const auto& s) { return s.place.x * s.place.y; }));
  extend(basis, column([](const auto& s) { return s.place.y * s.place.y; }));
  extend(basis, column([](const auto& s) { return s.brightness; }));
  const Column bent = less(column([](const auto& s) { return s.share; }), basis);
  const std::size_t of_sheet = basis.size();
  extend(basis, column([](const auto& s) { return s.place.right; }));
  extend(basis, column([](const auto& s) { return s.place.down; }));
  const Column out = column([](const auto& s) { return s.place.out; });
  extend(basis, out);
  Relief relief;
  const auto directions = static_cast<double>(basis.size() - of_sheet);
  if (directions < 3 || shares.size() < basis.size() + 4) return relief;
  const double rest = square(less(bent, basis));
  const double explained = square(bent) - rest;
  const double variance = std::max(noise * noise, rest / static_cast<double>(shares.size() - basis.size()));
  relief.amount = std::sqrt(std::max(0.0, explained / directions - noise * noise));
  const double of_square =
      std::sqrt(2 / directions) * noise * noise + 2 * noise * relief.amount / std::sqrt(directions);
  relief.error = relief.amount > 0 ? of_square / (2 * relief.amount) : noise;
  if (!(variance > 0)) return relief;
  relief.f = explained / directions / variance;
  const Column& axis = basis.back();
  const double along = std::inner_product(axis.begin(), axis.end(), bent.begin(), 0.0);
  const double length = std::inner_product(axis.begin(), axis.end(), out.begin(), 0.0);
  relief.facing = along / length;
  relief.facing_t = along / std::sqrt(variance);
  return relief;
}

double ramp(double value, double none, double all) {
  return std::clamp((value - none) / (all - none), 0.0, 1.0);
}

constexpr std::size_t kPatchesMin = 24;
constexpr std::size_t kStepsMin = 4;
// When the background's own unrest is below this it tells exposure and white balance better than the
// channels' mean.
constexpr double kBackgroundUnrestMax = 0.004;
// Other colours are said to be there when chance does not explain how well they fit, of 54,432 sequences that
// were there to choose from, and when they explain much more than ours. Eleven degrees of freedom have long
// tails: of 100 simulated heads in bright light 30 accused two, 60 none.
constexpr double kOtherwiseChanceMax_log10 = -9;
constexpr double kBetterMin = 60;
// Noise makes others explain the light better by so much.
constexpr double kBetterUnsure = 8;
// Of the relief. A patch with so many times the usual share may be a shadow, or gloss.
constexpr double kSpotMin = 2.5;
// Low shares alone are the edge of a face that was tinted in a stream.
constexpr double kHighestMin = 1.2;
constexpr double kFacingMin = 0.5;
constexpr double kShapeMin = 0.25;

class Measurement {
 public:
  Measurement(std::span<const ColourStep> steps, std::span<const Observation> seen) : seen_(seen) {
    for (const auto& step : steps) shown_.push_back(step.shown);
  }

  ColourResponse run() {
    if (!collect()) return result_;
    const Nuisance nuisance(when_);
    fit_answer(nuisance);
    measure_shares(nuisance);
    measure_background(nuisance);
    return result_;
  }

 private:
  bool collect() {
    std::vector<bool> step_seen(shown_.size(), false);
    for (const auto& frame : seen_) {
      if (frame.step >= shown_.size()) return false;
      step_seen[frame.step] = true;
      when_.push_back(frame.taken_at_ms);
      assigned_.push_back(frame.step);
    }
    for (std::size_t p = 0; p < kPatches; ++p) {
      if (std::all_of(seen_.begin(), seen_.end(),
                      [&](const auto& frame) { return frame.face[p].has_value(); })) {
        patches_.push_back(p);
      }
    }
    result_.patches = patches_.size();
    const bool all_seen =
        std::all_of(step_seen.begin(), step_seen.end(), [](bool is_seen) { return is_seen; });
    if (!all_seen || shown_.size() < kStepsMin || patches_.size() < kPatchesMin) return false;
    has_background_ = true;
    for (const auto& frame : seen_) {
      has_background_ = has_background_ && frame.background.has_value();
      unrest_ = std::max(unrest_, frame.background_spread);
      LinearRgb middle{};
      for (std::size_t c = 0; c < 3; ++c) {
        std::vector<double> values;
        values.reserve(patches_.size());
        for (const auto p : patches_) values.push_back((*frame.face[p])[c]);
        middle[c] = median(std::move(values));
      }
      face_.push_back(middle);
    }
    result_.usable = true;
    return true;
  }

  // Once with the channels' mean as the reference, once with the background: a wall close behind answers,
  // too.
  void fit_answer(const Nuisance& nuisance) {
    for (const bool channels : {true, false}) {
      if (!channels && (!has_background_ || unrest_ > kBackgroundUnrestMax)) continue;
      Signal answer = face_;
      for (std::size_t i = 0; i < answer.size() && !channels; ++i) {
        for (std::size_t c = 0; c < 3; ++c) answer[i][c] -= (*seen_[i].background)[c];
      }
      nuisance.remove(answer, channels);
      const Fitter fitter(nuisance, assigned_, shown_.size(), answer, channels);
      const auto fit = fitter.fit(shown_);
      const auto common = fitter.common(shown_);
      result_.gain_highest = std::max(result_.gain_highest, gain_of(common.slope + 3 * common.error));
      const double free = static_cast<double>(shown_.size()) - 2;
      const double chance = chance_of(fit.correlation, free * (channels ? 2 : 3) + 1);
      if (!channels && chance >= result_.chance_log10) continue;
      result_.against_background = !channels;
      result_.chance_log10 = chance;
      result_.correlation = fit.correlation;
      result_.gain = gain_of((fit.slopes[0] + fit.slopes[1] + fit.slopes[2]) / 3);
      compare_others(fitter, fit, free * (channels ? 2 : 3) + 1);
      expected_.assign(answer.size(), LinearRgb{});
      for (std::size_t i = 0; i < answer.size(); ++i) {
        for (std::size_t c = 0; c < 3; ++c) expected_[i][c] = fit.slopes[c] * shown_[assigned_[i]][c];
      }
      nuisance.remove(expected_, channels);
      Signal rest = answer;
      for (std::size_t i = 0; i < rest.size(); ++i) {
        for (std::size_t c = 0; c < 3; ++c) rest[i][c] -= expected_[i][c];
      }
      result_.signal = root_mean_square(expected_);
      result_.unexplained = root_mean_square(rest);
    }
  }

  void compare_others(const Fitter& fitter, const Fitter::Fit& fit, double degrees) {
    const auto others = decode(fitter, shown_);
    const auto other = fitter.fit(others);
    result_.steps_otherwise = 0;
    for (std::size_t k = 0; k < shown_.size(); ++k) {
      if (others[k] != shown_[k]) ++result_.steps_otherwise;
    }
    result_.correlation_otherwise = other.correlation;
    result_.chance_otherwise_log10 = chance_of(other.correlation, degrees);
    const double variance = other.rest / std::max(fitter.degrees() - 3, 1.0);
    result_.better_otherwise = variance > 0 ? (fit.rest - other.rest) / variance : fit.rest > 0 ? 1e6 : 0;
    result_.correlation_late = fitter.fit(one_step_late(shown_)).correlation;
  }

  // From the slope of the logarithm to the share of the light.
  [[nodiscard]] double gain_of(double slope) const {
    const auto [low, high] = levels_of(shown_);
    const double factor = std::exp(std::max(slope, 0.0) * (high - low));
    constexpr double kGainMax = 100;
    const double below = high - factor * low;
    return below > 0 ? std::min((factor - 1) / below, kGainMax) : kGainMax;
  }

  void measure_shares(const Nuisance& nuisance) {
    // A head that sways under a lamp changes the brightness of its patches, not their colour: what all
    // channels share is left out.
    Signal expected = expected_;
    nuisance.remove(expected, true);
    const double power = dot(expected, expected);
    double rest = 0;
    std::vector<double> found;
    std::vector<PlacedShare> placed;
    for (const auto p : patches_) {
      Signal apart(seen_.size());
      for (std::size_t i = 0; i < seen_.size(); ++i) {
        for (std::size_t c = 0; c < 3; ++c) apart[i][c] = (*seen_[i].face[p])[c] - face_[i][c];
      }
      nuisance.remove(apart, true);
      const double slope = power > 1e-18 ? dot(apart, expected) / power : 0;
      for (std::size_t i = 0; i < seen_.size(); ++i) {
        for (std::size_t c = 0; c < 3; ++c) apart[i][c] -= slope * expected[i][c];
      }
      rest += dot(apart, apart);
      result_.share[p] = 1 + slope;
      found.push_back(1 + slope);
      placed.push_back({kPatchPlaces[p], seen_.front().brightness[p], 1 + slope});
    }
    const auto patches = static_cast<double>(patches_.size());
    const double degrees = 2 * (static_cast<double>(seen_.size()) - 2) - 1;
    const double of_patch = std::sqrt(rest / (patches * degrees));
    result_.noise = of_patch / std::sqrt(patches);
    result_.share_error = power > 1e-18 ? of_patch / std::sqrt(power) : 1e3;
    const double middle = median(found);
    if (middle > 0) {
      result_.share_highest = *std::max_element(found.begin(), found.end()) / middle;
      result_.share_lowest = *std::min_element(found.begin(), found.end()) / middle;
    }
    const Relief relief = fit_relief(placed, result_.share_error);
    result_.relief = relief.amount;
    result_.relief_error = relief.error;
    result_.relief_f = relief.f;
    result_.facing = relief.facing;
    result_.facing_t = relief.facing_t;
  }

  void measure_background(const Nuisance& nuisance) {
    if (!has_background_) return;
    Signal background;
    for (const auto& frame : seen_) background.push_back(*frame.background);
    Signal face = face_;
    Signal expected = expected_;
    for (auto* signal : {&background, &face, &expected}) nuisance.remove(*signal, true);
    const double of_face = dot(face, expected);
    if (of_face > 1e-12) result_.background_ratio = dot(background, expected) / of_face;
  }

  std::vector<LinearRgb> shown_;  // by step
  std::span<const Observation> seen_;
  ColourResponse result_;
  std::vector<std::size_t> patches_;
  std::vector<double> when_;
  std::vector<std::size_t> assigned_;
  bool has_background_ = false;
  double unrest_ = 0;
  Signal face_;      // as it came
  Signal expected_;  // nuisance removed
};

}  // namespace

LinearRgb linear_from_srgb(int red, int green, int blue) {
  const auto& table = linear_table();
  const auto of = [&](int value) {
    return static_cast<double>(table[static_cast<std::size_t>(std::clamp(value, 0, 255))]);
  };
  return {of(red), of(green), of(blue)};
}

namespace {

void measure_patches(std::span<const Image> faces, const Bounds& bounds, std::vector<Observation>& seen) {
  for (std::size_t p = 0; p < kPatches; ++p) {
    Light first;
    for (std::size_t i = 0; i < faces.size(); ++i) {
      const Light light = light_of(faces[i], kPatchPlaces[p], bounds);
      if (i == 0) {
        first = light;
        if (light.usable)
          seen[0].brightness[p] = std::log((light.mean[0] + 2 * light.mean[1] + light.mean[2]) / 4);
      }
      if (light.usable && first.usable) seen[i].face[p] = log_ratio(light.mean, first.mean);
    }
  }
}

}  // namespace

std::vector<Observation> observe(std::span<const ColourFrame> frames) {
  std::vector<Observation> seen;
  std::optional<Registration> registration;
  std::optional<Surroundings> surroundings;
  std::vector<Image> faces;
  Bounds bounds;
  for (const auto& frame : frames) {
    auto transform = fit_similarity(frame.points, kPlaces);
    if (!transform || frame.image == nullptr || frame.image->empty()) continue;
    Image face = warp(*frame.image, *transform, kWidth, kHeight);
    if (!registration) {
      registration.emplace(features(face));
    } else {
      for (int i = 0; i < 3; ++i) {
        const bool moved = registration->refine(features(face), *transform);
        face = warp(*frame.image, *transform, kWidth, kHeight);
        if (!moved) break;
      }
    }
    Observation observation{.step = frame.step, .taken_at_ms = frame.taken_at_ms};
    if (!surroundings) surroundings.emplace(*frame.image, frame.points);
    surroundings->measure(*frame.image, observation);
    bounds.cover(face);
    faces.push_back(std::move(face));
    seen.push_back(std::move(observation));
  }
  measure_patches(faces, bounds, seen);
  return seen;
}

ColourResponse measure_response(std::span<const ColourStep> steps, std::span<const Observation> seen) {
  if (seen.empty()) return {};
  return Measurement(steps, seen).run();
}

std::string_view to_text(ColourFinding finding) {
  switch (finding) {
    case ColourFinding::kUnusable:
      return "unusable";
    case ColourFinding::kTooWeak:
      return "too_weak";
    case ColourFinding::kNoAnswer:
      return "no_answer";
    case ColourFinding::kOtherColours:
      return "other_colours";
    case ColourFinding::kLate:
      return "late";
    case ColourFinding::kFlat:
      return "flat";
    case ColourFinding::kGlare:
      return "glare";
    case ColourFinding::kBackgroundAnswers:
      return "background_answers";
  }
  return "unusable";
}

bool is_evidence_of_attack(ColourFinding finding) {
  switch (finding) {
    case ColourFinding::kNoAnswer:
    case ColourFinding::kOtherColours:
    case ColourFinding::kFlat:
    case ColourFinding::kGlare:
      return true;
    case ColourFinding::kUnusable:
    case ColourFinding::kTooWeak:
    case ColourFinding::kLate:
    case ColourFinding::kBackgroundAnswers:
      return false;
  }
  return false;
}

namespace {

// How surely the shares are a head's, in [0, 1]. Limits are set on the laboratory's simulated heads and
// prints (docs/pad-simulated.md).
double relief_of(const ColourResponse& response) {
  if (response.share_highest < kHighestMin) return 0;
  const bool has_spot = response.share_highest - 2 * response.share_error > kSpotMin;
  double facing = 0;
  if (response.facing > kFacingMin && response.relief_f > 3)
    facing = has_spot ? ramp(response.facing_t, 1, 7) : ramp(response.facing_t, -0.5, 4.9);
  // A lamp in line with the screen hides what faces it; then only a shape that could be nothing else counts.
  double shape = 0;
  if (!has_spot && response.relief > kShapeMin && response.facing_t > -1)
    shape = ramp(response.relief_f, 3, 15);
  return std::max(facing, shape);
}

}  // namespace

ColourJudgement judge(const ColourResponse& response) {
  ColourJudgement judgement;
  if (!response.usable) {
    judgement.findings.push_back(ColourFinding::kUnusable);
    return judgement;
  }
  judgement.score = 1;
  const auto weigh = [&](ColourFinding finding, double part) {
    judgement.score = std::min(judgement.score, part);
    if (part < kColourScoreMin) judgement.findings.push_back(finding);
  };
  // Ours must be the colours that explain the light best: one step otherwise is another challenge.
  const bool is_other = response.steps_otherwise > 0 && response.better_otherwise > kBetterUnsure;
  if (is_other && response.chance_otherwise_log10 < kOtherwiseChanceMax_log10 &&
      response.better_otherwise > kBetterMin) {
    const bool is_late = response.correlation_late >= response.correlation_otherwise - 0.01;
    weigh(is_late ? ColourFinding::kLate : ColourFinding::kOtherColours, 0);
    return judgement;
  }
  if (response.gain_highest < kGainMin) {
    weigh(ColourFinding::kNoAnswer, 0);
    return judgement;
  }
  const double answer = ramp(-response.chance_log10, 3, 7);
  if (is_other || answer < kColourScoreMin) {
    weigh(ColourFinding::kTooWeak, is_other ? 0 : answer);
    return judgement;
  }
  judgement.score = answer;
  if (response.background_ratio)
    weigh(ColourFinding::kBackgroundAnswers, ramp(*response.background_ratio, 1.0, 0.6));
  const double error = 2 * response.share_error;
  const double highest = response.share_highest - error;
  weigh(ColourFinding::kGlare,
        std::min(ramp(highest, 4.5, 2.5), ramp(response.share_lowest + error, -0.6, -0.2)));
  // Gloss on paper lies where a head faces away as often as where it faces the screen.
  weigh(ColourFinding::kGlare, ramp(response.facing_t, -9, -3));
  const bool is_flat = response.relief + 2 * response.relief_error < kHeadReliefMin;
  weigh(is_flat ? ColourFinding::kFlat : ColourFinding::kTooWeak, is_flat ? 0 : relief_of(response));
  return judgement;
}

}  // namespace jianzai::face::pad
