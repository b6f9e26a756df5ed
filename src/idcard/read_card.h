#pragma once

#include <opencv2/core.hpp>

#include "idcard/ocr.h"
#include "idcard/reading.h"

namespace jianzai::idcard {

// Looks for a card in a picture and reads it, or says what the picture wants. `bgr`: CV_8UC3, 48 x 48 pixels
// or more. Numbers of people not yet born on `today` are none. Throws what OpenCV throws.
[[nodiscard]] Reading read_card(OcrEngine& engine, const cv::Mat& bgr, Date today);

}  // namespace jianzai::idcard
