#include "idcard/read_number.h"

#include <algorithm>
#include <array>
#include <string>

#include "idcard/card_layout.h"
#include "idcard/line_readings.h"

namespace jianzai::idcard {
namespace {

constexpr int kDigits = 18;

constexpr std::array kVersions{LineVersion{36, as_it_is}, LineVersion{36, binarised}};

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
  if (row.characters < kDigits) {
    // Characters that touch, or broken ones: take all of the strip.
    const cv::Rect strip = pixels_of(kNumber, even.size());
    box.x = strip.x;
    box.width = strip.width;
  }
  MaybeField<IdNumber> field;
  std::string first;
  for (const LineVersion& version : kVersions) {
    const cv::Mat line = cut_line(even, box, version.text_px);
    if (line.empty()) return std::nullopt;
    const OcrLine read = engine.number(version.make(line));
    const auto number = IdNumber::parse(read.text, today);
    if (read.text.size() != kDigits || !number || (field && read.text != first)) return std::nullopt;
    const double confidence = field ? std::min(field->confidence, read.certainty) : read.certainty;
    first = read.text;
    field = Field<IdNumber>{.value = *number, .confidence = confidence, .is_sure = true};
  }
  return field;
}

}  // namespace jianzai::idcard
