#pragma once

#include <opencv2/core.hpp>

#include "idcard/ocr.h"
#include "idcard/reading.h"

namespace jianzai::idcard {

// Whether the labels of a front stand where they should; for cards whose number was not read. 20 ms.
[[nodiscard]] bool has_front_labels(OcrEngine& engine, const cv::Mat& even, const cv::Rect& number);

// All but the number. `card`: CV_8UC3, rectified, kCardWidth_px wide; `even`: the same without shadow, CV_8U.
// 80 to 200 ms.
[[nodiscard]] CardFront read_front(OcrEngine& engine, const cv::Mat& card, const cv::Mat& even,
                                   const MaybeField<IdNumber>& number);

}  // namespace jianzai::idcard
