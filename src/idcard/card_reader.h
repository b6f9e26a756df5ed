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

// Reads ID cards from pictures. Thread-safe.
class CardReader {
 public:
  struct Pool {
    int readers = 1;  // 1 to 64: as many pictures are read at a time. 120 ms to make and 70 MB each
    int waiting = 0;  // as many more wait for one
  };
  // Errors: kUnavailable without Tesseract's languages.
  [[nodiscard]] static Result<std::unique_ptr<CardReader>> create(Pool pool);

  // A JPEG of one side of a card, turned and tilted as it may be. Numbers of people not yet born on `today`
  // are none. Errors: kNotAnImage, kImageTooLarge, kBodyTooLarge; kBusy when no reader is free within
  // `wait_max`, or too many wait. Costs: docs/id-card.md.
  [[nodiscard]] Result<Reading> read(ByteView jpeg, Date today, std::chrono::milliseconds wait_max);

 private:
  CardReader(std::vector<std::unique_ptr<OcrEngine>> engines, int waiting_max)
      : free_(std::move(engines)), waiting_max_(waiting_max) {}
  class Lease;

  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<OcrEngine>> free_;
  int waiting_ = 0;
  const int waiting_max_;
};

}  // namespace jianzai::idcard
