#pragma once

#include <opencv2/core.hpp>

#include "idcard/line_readings.h"

namespace jianzai::idcard {

// 姓名: elected among the readings of the line; characters that no common name has, or that the readings do
// not agree on, are decided by what they look like. `even`: the card without shadow; `box`: of the name on
// it. 50 to 130 ms.
[[nodiscard]] LineReading read_name(OcrEngine& engine, const cv::Mat& even, const cv::Rect& box);

}  // namespace jianzai::idcard
