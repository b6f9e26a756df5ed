#include "idcard/read_number.h"

#include <algorithm>
#include <array>
#include <map>

#include <opencv2/imgproc.hpp>

#include "idcard/card_layout.h"

namespace jianzai::idcard {
namespace {

constexpr std::size_t kDigits = 18;
constexpr int kLongestMin = 12;

cv::Mat binarised_locally(const cv::Mat& line) {
  cv::Mat black;
  cv::adaptiveThreshold(line, black, 255, cv::ADAPTIVE_THRESH_GAUSSIAN_C, cv::THRESH_BINARY, 41, 14);
  cv::medianBlur(black, black, 3);
  return black;
}

cv::Mat smoothed(const cv::Mat& line) {
  cv::Mat smooth;
  cv::bilateralFilter(line, smooth, 7, 40, 3);
  return smooth;
}

struct Version {
  int text_px;
  cv::Mat (*make)(const cv::Mat&);
};
constexpr std::array kVersions{
    Version{36, as_it_is},          Version{36, binarised}, Version{44, sharpened}, Version{30, smoothed},
    Version{40, binarised_locally}, Version{26, as_it_is},  Version{52, sharpened},
};

}  // namespace

CharacterRow find_number(const cv::Mat& even) {
  const cv::Rect strip(
      cv::Point(static_cast<int>(kNumber.left * even.cols), static_cast<int>(kNumber.top * even.rows)),
      cv::Point(static_cast<int>(kNumber.right * even.cols), static_cast<int>(kNumber.bottom * even.rows)));
  CharacterRow row = longest_row(text_mask(even(strip)), {even.rows * 35 / 1000, even.rows * 95 / 1000});
  row.box += strip.tl();
  return row;
}

NumberReading read_number(OcrEngine& engine, const cv::Mat& even, const CharacterRow& row, Date today) {
  NumberReading reading;
  cv::Rect box = row.box;
  if (row.characters < static_cast<int>(kDigits)) {
    // Characters that touch, or broken ones: take all of the strip.
    box.x = static_cast<int>(kNumber.left * even.cols);
    box.width = static_cast<int>(kNumber.right * even.cols) - box.x;
  }
  std::map<std::string, int> votes;  // valid numbers only
  int made = 0;
  for (const Version& version : kVersions) {
    const cv::Mat line = cut_line(even, box, version.text_px);
    if (line.empty()) return reading;
    const OcrLine read = engine.number(version.make(line));
    ++made;
    // What two pictures show too little of is no number, or cannot be read.
    if (made == 2 && reading.longest < kLongestMin && static_cast<int>(read.text.size()) < kLongestMin)
      return reading;
    reading.longest = std::max(reading.longest, static_cast<int>(read.text.size()));
    if (read.text.size() != kDigits || !IdNumber::parse(read.text, today)) continue;
    if (++votes[read.text] < kAgreeing || votes.size() > 1) continue;
    reading.number = Field<IdNumber>{.value = *IdNumber::parse(read.text, today),
                                     .confidence = static_cast<double>(kAgreeing) / made,
                                     .is_sure = true};
    return reading;
  }
  return reading;
}

}  // namespace jianzai::idcard
