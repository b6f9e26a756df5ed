// 公民身份号码: the one field that must not be wrong.
#pragma once

#include <optional>

#include <opencv2/core.hpp>

#include "idcard/ocr.h"
#include "idcard/reading.h"
#include "idcard/text_line.h"

namespace jianzai::idcard {

// Where the number stands on a rectified card: CV_8U without shadow, any width.
[[nodiscard]] CharacterRow find_number(const cv::Mat& even);

// Reads the row up to four times, each time from another picture of it, until the first two readings, or
// three of the four, are the same valid number. One that is valid beside it, and there is none: two numbers
// of which each fits its check character are no certainty. A misread digit never fits; of several, one in
// eleven does, and where a picture is poor enough often the same way: of fewer that agreed, some were wrong
// (docs/id-card.md). Two readings that are no numbers by their length end it. 30 to 120 ms.
[[nodiscard]] MaybeField<IdNumber> read_number(OcrEngine& engine, const cv::Mat& even,
                                               const CharacterRow& row, Date today);

}  // namespace jianzai::idcard
