#pragma once

#include <optional>

#include <opencv2/core.hpp>

#include "idcard/ocr.h"
#include "idcard/reading.h"

namespace jianzai::idcard {

// The back, where the labels 签发机关 and 有效期限 stand where they should; nothing where they do not.
// `even`: as for the front. 40 to 90 ms.
[[nodiscard]] std::optional<CardBack> read_back(OcrEngine& engine, const cv::Mat& even);

}  // namespace jianzai::idcard
