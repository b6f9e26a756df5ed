#include "idcard/ocr.h"

#include <algorithm>

#include <omp.h>
#include <tesseract/baseapi.h>

namespace jianzai::idcard {
namespace {

// Tesseract asks OpenMP for four threads, which cost more than they gain on a line (measured: 4 to 5 times
// its time), and this process has threads of its own. Regions that may not be active run on the caller's
// thread.
class OneThread {
 public:
  OneThread() : before_(omp_get_max_active_levels()) { omp_set_max_active_levels(0); }
  ~OneThread() { omp_set_max_active_levels(before_); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_;
};

// Does not throw; says nothing on standard error.
std::unique_ptr<tesseract::TessBaseAPI> open(const char* language) {
  auto api = std::make_unique<tesseract::TessBaseAPI>();
  if (api->Init(nullptr, language, tesseract::OEM_LSTM_ONLY) != 0) return nullptr;
  api->SetVariable("debug_file", "/dev/null");
  // Lines are found here (text_line.h). Tesseract's own search for them loses thin characters: of 196 names
  // it read 170 with it, 178 without.
  api->SetPageSegMode(tesseract::PSM_RAW_LINE);
  return api;
}

}  // namespace

OcrEngine::OcrEngine() = default;
OcrEngine::~OcrEngine() = default;

Result<std::unique_ptr<OcrEngine>> OcrEngine::create() {
  std::unique_ptr<OcrEngine> engine(new OcrEngine());
  engine->digits_ = open("eng");
  engine->chinese_ = open("chi_sim");
  if (!engine->digits_ || !engine->chinese_) {
    return fail(ErrorCode::kUnavailable,
                "Tesseract's languages are missing: install tesseract-ocr-eng and tesseract-ocr-chi-sim");
  }
  engine->digits_->SetVariable("tessedit_char_whitelist", "0123456789X");
  return engine;
}

OcrLine OcrEngine::number(const cv::Mat& grey) { return read(*digits_, grey); }

OcrLine OcrEngine::chinese(const cv::Mat& grey, const std::string& characters) {
  if (characters != characters_) {
    chinese_->SetVariable("tessedit_char_whitelist", characters.c_str());
    characters_ = characters;
  }
  return read(*chinese_, grey);
}

OcrLine OcrEngine::read(tesseract::TessBaseAPI& api, const cv::Mat& grey) {
  OcrLine line;
  if (grey.empty() || grey.cols > kLineWidthMax_px || grey.rows > kLineHeightMax_px) return line;
  const OneThread one;
  const cv::Mat whole = grey.isContinuous() ? grey : grey.clone();
  api.SetImage(whole.data, whole.cols, whole.rows, 1, static_cast<int>(whole.step));
  api.SetSourceResolution(300);
  if (api.Recognize(nullptr) == 0) {
    const std::unique_ptr<tesseract::ResultIterator> symbols(api.GetIterator());
    double sum = 0;
    int count = 0;
    line.weakest = 1;
    if (symbols) {
      do {
        const std::unique_ptr<char[]> text(symbols->GetUTF8Text(tesseract::RIL_SYMBOL));
        if (!text || text[0] == '\0' || text[0] == ' ') continue;
        const double certainty = std::clamp(symbols->Confidence(tesseract::RIL_SYMBOL) / 100.0, 0.0, 1.0);
        line.text += text.get();
        line.weakest = std::min(line.weakest, certainty);
        sum += certainty;
        ++count;
      } while (symbols->Next(tesseract::RIL_SYMBOL));
    }
    line.certainty = count > 0 ? sum / count : 0;
    if (count == 0) line.weakest = 0;
  }
  api.Clear();
  return line;
}

}  // namespace jianzai::idcard
