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

// Reads the row twice, each time from another picture of it: both have to be the same valid number. A misread
// digit never fits the check character; of several, one in eleven does, and where a picture is poor they are
// often misread alike: of more readings of which two or three agreed, some were wrong (docs/id-card.md).
// 15 to 50 ms.
[[nodiscard]] MaybeField<IdNumber> read_number(OcrEngine& engine, const cv::Mat& even,
                                               const CharacterRow& row, Date today);

}  // namespace jianzai::idcard
