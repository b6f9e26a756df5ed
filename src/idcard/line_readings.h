// Reading one line several times, each time from another picture of it.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <opencv2/core.hpp>

#include "idcard/ocr.h"
#include "idcard/reading.h"
#include "idcard/text_line.h"

namespace jianzai::idcard {

struct LineVersion {
  int text_px;
  cv::Mat (*make)(const cv::Mat&);
};
inline constexpr std::array kLineVersions{LineVersion{36, sharpened}, LineVersion{26, as_it_is},
                                          LineVersion{36, as_it_is}, LineVersion{36, binarised},
                                          LineVersion{30, sharpened}};

inline constexpr int kTextHeight_px = 42;  // of a line that is looked at once

// `confidence`: of its least certain character.
struct LineReading {
  std::string text;
  double confidence = 0;
};

// Of the wanted characters only. No more when two agree and are certain. Empty where `box` is.
[[nodiscard]] std::vector<LineReading> readings_of(OcrEngine& engine, const cv::Mat& even,
                                                   const cv::Rect& box,
                                                   bool (*is_wanted)(std::string_view character));

// The text whose readings are the most certain together. Confidence: their share, as certain as they are.
[[nodiscard]] LineReading elected(const std::vector<LineReading>& readings);
// Nothing where there is no text; certain enough from `sure` on.
[[nodiscard]] MaybeField<Text> text_field(LineReading reading, double sure);

// What two of the readings of a line understand alike: by one alone the print would often seem to contradict
// the number. `understand`: from the text of a line to an optional value. Certain enough: on average `sure`
// or more.
template <class Understand>
[[nodiscard]] auto read_twice(OcrEngine& engine, const cv::Mat& even, const cv::Rect& box,
                              const std::string& characters, double sure, const Understand& understand,
                              const decltype(understand(std::string_view()))& expected = std::nullopt) {
  using Value = typename decltype(understand(std::string_view()))::value_type;
  std::vector<Value> values;
  for (const LineVersion& version : kLineVersions) {
    const cv::Mat line = cut_line(even, box, version.text_px);
    if (line.empty()) break;
    const OcrLine read = engine.chinese(version.make(line), characters);
    const std::optional<Value> value = understand(std::string_view(read.text));
    if (!value) continue;
    if (value == expected || std::ranges::find(values, *value) != values.end()) {
      return MaybeField<Value>(
          Field<Value>{.value = *value, .confidence = read.certainty, .is_sure = read.certainty >= sure});
    }
    values.push_back(*value);
  }
  return MaybeField<Value>();
}

}  // namespace jianzai::idcard
