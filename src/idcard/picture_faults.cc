#include "idcard/picture_faults.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "idcard/card_layout.h"

namespace jianzai::idcard {
namespace {

// Measured on pictures that could not be read, beside those that could (docs/id-card.md).
constexpr double kOutsideMax = 0.02;   // a corner outside the picture, in widths of the card
constexpr double kBrightnessMin = 60;  // mean of the card, of 255
constexpr double kBurntMax = 0.02;     // share of the number's strip, or of the texts
constexpr double kSharpnessMin = 0.1;  // of the number's strip; 1 = ideal
constexpr double kColourMin = 0.05;    // spread of the channels' ratios (logarithm)
constexpr double kGridMax = 20;        // a repeated pattern against the usual strength of its frequency

double burnt(const cv::Mat& bgr) {
  cv::Mat mask;
  cv::inRange(bgr, cv::Scalar::all(252), cv::Scalar::all(255), mask);
  return static_cast<double>(cv::countNonZero(mask)) / static_cast<double>(mask.total());
}

// The 99.5th percentile of the gradient over what a step from dark to light could give.
double sharpness_of(const cv::Mat& grey) {
  cv::Mat dx;
  cv::Mat dy;
  cv::Sobel(grey, dx, CV_32F, 1, 0, 1);
  cv::Sobel(grey, dy, CV_32F, 0, 1, 1);
  const cv::Mat across = cv::abs(dx);
  const cv::Mat down = cv::abs(dy);
  cv::Mat steps;
  cv::max(across, down, steps);
  const auto percentile = [](const cv::Mat& values, double share) {
    std::vector<float> all(values.begin<float>(), values.end<float>());
    auto at = all.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(all.size() - 1));
    std::nth_element(all.begin(), at, all.end());
    return static_cast<double>(*at);
  };
  cv::Mat floats;
  grey.convertTo(floats, CV_32F);
  const double contrast = percentile(floats, 0.9) - percentile(floats, 0.01);
  return contrast < 8 ? 0 : percentile(steps, 0.995) / contrast;
}

// Light of one colour gives grey print one ratio of the channels everywhere; ink does not.
double colour_of(const cv::Mat& card) {
  cv::Mat small;
  cv::resize(card, small, {160, 101}, 0, 0, cv::INTER_AREA);
  cv::GaussianBlur(small, small, {0, 0}, 1);
  std::vector<double> red;
  std::vector<double> blue;
  for (int y = 0; y < small.rows; ++y) {
    for (int x = 0; x < small.cols; ++x) {
      const auto& p = small.at<cv::Vec3b>(y, x);
      if (p[1] < 60 || std::max({p[0], p[1], p[2]}) > 245) continue;
      red.push_back(std::log(std::max<int>(1, p[2]) / static_cast<double>(p[1])));
      blue.push_back(std::log(std::max<int>(1, p[0]) / static_cast<double>(p[1])));
    }
  }
  if (red.size() < 500) return 1;  // too dark or too bright to tell
  const auto spread = [](std::vector<double>& values) {
    const auto at = [&](double share) {
      auto place =
          values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
      std::nth_element(values.begin(), place, values.end());
      return *place;
    };
    const double high = at(0.98);
    return high - at(0.02);
  };
  return std::max(spread(red), spread(blue));
}

double grid_of(const cv::Mat& card) {
  // The clear ground between portrait and texts would be too small; all of the card, but its strongest edges
  // damped.
  constexpr int kSide = 512;
  cv::Mat grey;
  cv::cvtColor(card, grey, cv::COLOR_BGR2GRAY);
  cv::Mat floats;
  grey(cv::Rect((grey.cols - kSide) / 2, (grey.rows - kSide) / 2, kSide, kSide)).convertTo(floats, CV_32F);
  cv::Mat smooth;
  cv::GaussianBlur(floats, smooth, {0, 0}, 3);
  floats -= smooth;
  cv::threshold(floats, floats, 12, 0, cv::THRESH_TRUNC);
  cv::threshold(-floats, floats, 12, 0, cv::THRESH_TRUNC);
  cv::Mat window;
  cv::createHanningWindow(window, floats.size(), CV_32F);
  cv::multiply(floats, window, floats);
  cv::Mat spectrum;
  cv::dft(floats, spectrum, cv::DFT_COMPLEX_OUTPUT);
  std::vector<cv::Mat> parts;
  cv::split(spectrum, parts);
  cv::Mat strength;
  cv::magnitude(parts[0], parts[1], strength);
  // Peaks against what surrounds them, for periods of 2 to 8 pixels.
  cv::Mat usual;
  cv::blur(strength, usual, {25, 25});
  double highest = 0;
  for (int y = 0; y < kSide; ++y) {
    const double fy = std::min(y, kSide - y) / static_cast<double>(kSide);
    for (int x = 0; x < kSide / 2; ++x) {
      const double frequency = std::hypot(fy, x / static_cast<double>(kSide));
      if (frequency < 0.125 || frequency > 0.5) continue;
      highest =
          std::max(highest, static_cast<double>(strength.at<float>(y, x)) / (1 + usual.at<float>(y, x)));
    }
  }
  return highest;
}

}  // namespace

std::vector<Advice> advice_on(const cv::Mat& picture, const Quad& quad, const cv::Mat& card) {
  std::vector<Advice> advice;
  const double width_px = width_of(quad);
  const auto is_outside = [&](const cv::Point2f& corner) {
    return std::max({-corner.x, -corner.y, corner.x - static_cast<float>(picture.cols),
                     corner.y - static_cast<float>(picture.rows)}) > kOutsideMax * width_px;
  };
  if (std::ranges::any_of(quad.corners, is_outside)) advice.push_back(Advice::kCropped);
  if (width_px < kCardSeenMin_px) advice.push_back(Advice::kTooSmall);
  cv::Mat grey;
  cv::cvtColor(card, grey, cv::COLOR_BGR2GRAY);
  if (cv::mean(grey)[0] < kBrightnessMin) advice.push_back(Advice::kDark);
  const auto is_burnt = [&](const Part& part) {
    return burnt(card(pixels_of(part, card.size()))) > kBurntMax;
  };
  if (is_burnt(kNumber) || is_burnt(kTexts)) advice.push_back(Advice::kGlare);
  if (sharpness_of(grey(pixels_of(kNumber, grey.size()))) < kSharpnessMin) advice.push_back(Advice::kBlur);
  return advice;
}

std::vector<Risk> risks_of(const cv::Mat& card) {
  std::vector<Risk> risks;
  if (colour_of(card) < kColourMin) risks.push_back(Risk::kPhotocopy);
  if (grid_of(card) > kGridMax) risks.push_back(Risk::kScreen);
  return risks;
}

}  // namespace jianzai::idcard
