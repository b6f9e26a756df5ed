#include "idcard/read_number.h"

#include <algorithm>
#include <array>
#include <map>

#include <opencv2/imgproc.hpp>

#include "idcard/card_layout.h"
#include "idcard/line_readings.h"

namespace jianzai::idcard {
namespace {

constexpr std::size_t kDigits = 18;
constexpr int kFirst = 2;
constexpr int kAgreeing = 3;
// A reading may lose or gain a character; the 16 digits of a back's dates are no number.
constexpr std::size_t kLengths[] = {17, 19};

cv::Mat smoothed(const cv::Mat& line) {
  cv::Mat smooth;
  cv::bilateralFilter(line, smooth, 7, 40, 3);
  return smooth;
}

constexpr std::array kVersions{LineVersion{36, as_it_is}, LineVersion{36, binarised},
                               LineVersion{44, sharpened}, LineVersion{30, smoothed}};

}  // namespace

CharacterRow find_number(const cv::Mat& even) {
  const cv::Rect strip = pixels_of(kNumber, even.size());
  CharacterRow row = longest_row(text_mask(even(strip)), {even.rows * 35 / 1000, even.rows * 95 / 1000});
  row.box += strip.tl();
  return row;
}

MaybeField<IdNumber> read_number(OcrEngine& engine, const cv::Mat& even, const CharacterRow& row,
                                 Date today) {
  cv::Rect box = row.box;
  if (row.characters < static_cast<int>(kDigits)) {
    // Characters that touch, or broken ones: take all of the strip.
    const cv::Rect strip = pixels_of(kNumber, even.size());
    box.x = strip.x;
    box.width = strip.width;
  }
  std::map<std::string, int> votes;  // valid numbers only
  int made = 0;
  bool may_be_one = false;
  for (const LineVersion& version : kVersions) {
    const cv::Mat line = cut_line(even, box, version.text_px);
    if (line.empty()) break;
    const std::string read = engine.number(version.make(line)).text;
    may_be_one = may_be_one || (read.size() >= kLengths[0] && read.size() <= kLengths[1]);
    if (++made == 2 && !may_be_one) break;
    const auto number = IdNumber::parse(read, today);
    if (read.size() != kDigits || !number) continue;
    const int agreeing = ++votes[read];
    if (agreeing < (made <= kFirst ? kFirst : kAgreeing) || votes.size() > 1) continue;
    return Field<IdNumber>{
        .value = *number, .confidence = static_cast<double>(agreeing) / made, .is_sure = true};
  }
  return std::nullopt;
}

}  // namespace jianzai::idcard
