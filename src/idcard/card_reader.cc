#include "idcard/card_reader.h"

#include <algorithm>
#include <exception>
#include <optional>

#include <opencv2/core.hpp>

#include "base/limits.h"
#include "idcard/read_card.h"

namespace jianzai::idcard {
namespace {

constexpr int kDecodedSide_px = 2400;  // a card that fills half of it still has 1200
constexpr int kReadersMax = 64;
constexpr std::chrono::seconds kRetryAfter{2};

}  // namespace

// An engine for as long as it is used.
class CardReader::Lease {
 public:
  static std::optional<Lease> take(CardReader& reader, std::chrono::milliseconds wait_max) {
    std::unique_lock lock(reader.mutex_);
    const auto is_free = [&] { return !reader.free_.empty(); };
    if (!is_free() && reader.waiting_ >= reader.waiting_max_) return std::nullopt;
    ++reader.waiting_;
    const bool has_one = reader.returned_.wait_for(lock, wait_max, is_free);
    --reader.waiting_;
    if (!has_one) return std::nullopt;
    Lease lease(reader, std::move(reader.free_.back()));
    reader.free_.pop_back();
    return lease;
  }
  ~Lease() {
    if (!engine_) return;
    const std::lock_guard lock(reader_->mutex_);
    reader_->free_.push_back(std::move(engine_));
    reader_->returned_.notify_one();
  }
  Lease(Lease&&) = default;
  Lease& operator=(Lease&&) = delete;

  [[nodiscard]] OcrEngine& engine() { return *engine_; }

 private:
  Lease(CardReader& reader, std::unique_ptr<OcrEngine> engine)
      : reader_(&reader), engine_(std::move(engine)) {}
  CardReader* reader_;
  std::unique_ptr<OcrEngine> engine_;
};

Result<std::unique_ptr<CardReader>> CardReader::create(Pool pool) {
  cv::setNumThreads(1);  // the process has threads of its own
  std::vector<std::unique_ptr<OcrEngine>> engines;
  for (int i = 0; i < std::clamp(pool.readers, 1, kReadersMax); ++i)
    engines.push_back(TRY(OcrEngine::create()));
  return std::unique_ptr<CardReader>(new CardReader(std::move(engines), pool.waiting));
}

Result<Reading> CardReader::read(ByteView jpeg, Date today, std::chrono::milliseconds wait_max) {
  TRY(read_jpeg_header(jpeg));
  auto lease = Lease::take(*this, wait_max);
  if (!lease) {
    return fail(Error{
        .code = ErrorCode::kBusy, .detail = "all card readers are at work", .retry_after = kRetryAfter});
  }
  auto decoded = TRY(decode_jpeg(jpeg, kDecodedSide_px));
  Image& image = decoded.image;
  if (std::min(image.width(), image.height()) < static_cast<int>(limits::kImageSideMin_px)) {
    Reading none;
    none.advice.push_back(Advice::kNoCard);
    return none;
  }
  const cv::Mat picture(image.height(), image.width(), CV_8UC3, image.row(0));
  try {
    return read_card(lease->engine(), picture, today);
  } catch (const std::exception& error) {
    return fail(ErrorCode::kInternal, error.what());
  }
}

}  // namespace jianzai::idcard
