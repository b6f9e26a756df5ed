#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "base/bytes.h"
#include "idcard/ocr.h"
#include "idcard/reading.h"

namespace jianzai::idcard {

// Reads ID cards from pictures. Thread-safe: as many pictures at a time as there are engines; twice as many
// may wait, so that whoever sends pictures without end does not hold all of a server's workers.
class CardReader {
 public:
  // `engines`: 1 to 64. 120 ms and 70 MB each. Errors: kUnavailable without Tesseract's languages.
  [[nodiscard]] static Result<std::unique_ptr<CardReader>> create(int engines);

  // A JPEG of one side of a card, turned and tilted as it may be. Waits at most `wait_max` for an engine.
  // Numbers of people not yet born on `today` are none. Errors: kNotAnImage, kImageTooLarge, kBodyTooLarge;
  // kBusy. Costs: docs/id-card.md.
  [[nodiscard]] Result<Reading> read(ByteView jpeg, Date today, std::chrono::milliseconds wait_max);

 private:
  explicit CardReader(std::vector<std::unique_ptr<OcrEngine>> engines)
      : free_(std::move(engines)), waiting_max_(2 * free_.size()) {}
  class Lease;

  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<OcrEngine>> free_;
  std::size_t waiting_ = 0;
  const std::size_t waiting_max_;
};

}  // namespace jianzai::idcard
