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

// Reads the row several times, each time from another picture of it, until kAgreeing readings are the same
// valid number. One that is valid beside it, and there is none: two numbers of which each fits its check
// character are no certainty. A misread digit never fits; of several, one in eleven does, and seldom twice
// the same way. Two readings that are no numbers by their length end it. 30 to 150 ms.
inline constexpr int kAgreeing = 2;
[[nodiscard]] MaybeField<IdNumber> read_number(OcrEngine& engine, const cv::Mat& even,
                                               const CharacterRow& row, Date today);

}  // namespace jianzai::idcard
