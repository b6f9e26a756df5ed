// Tesseract, one line of text at a time.
#pragma once

#include <memory>
#include <string>

#include <opencv2/core.hpp>

#include "base/result.h"

namespace tesseract {
class TessBaseAPI;
}

namespace jianzai::idcard {

// Widest and highest picture of a line that an engine is given: bounds its time and memory.
inline constexpr int kLineWidthMax_px = 2400;
inline constexpr int kLineHeightMax_px = 160;

struct OcrLine {
  std::string text;      // UTF-8, without blanks
  double weakest = 0;    // certainty of the least certain character, in [0, 1]
  double certainty = 0;  // of all of them on average
};

// Not thread-safe: one per thread at a time. 70 MB. A line takes 10 to 60 ms.
class OcrEngine {
 public:
  // Debian's tesseract-ocr-eng and tesseract-ocr-chi-sim. 120 ms. Errors: kUnavailable when they are absent.
  [[nodiscard]] static Result<std::unique_ptr<OcrEngine>> create();
  ~OcrEngine();
  OcrEngine(const OcrEngine&) = delete;
  OcrEngine& operator=(const OcrEngine&) = delete;

  // Digits and X only. `grey`: CV_8U, dark on light, at most kLineWidthMax_px x kLineHeightMax_px.
  [[nodiscard]] OcrLine number(const cv::Mat& grey);
  // Chinese, with digits. With `characters` no others.
  [[nodiscard]] OcrLine chinese(const cv::Mat& grey, const std::string& characters = {});

 private:
  OcrEngine();
  static OcrLine read(tesseract::TessBaseAPI& api, const cv::Mat& grey);

  std::unique_ptr<tesseract::TessBaseAPI> digits_;
  std::unique_ptr<tesseract::TessBaseAPI> chinese_;
  std::string characters_;  // that chinese_ is limited to
};

}  // namespace jianzai::idcard
