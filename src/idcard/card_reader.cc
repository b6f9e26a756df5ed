#include "idcard/card_reader.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "idcard/card_layout.h"
#include "idcard/find_card.h"
#include "idcard/picture_faults.h"
#include "idcard/read_back.h"
#include "idcard/read_front.h"
#include "idcard/read_number.h"
#include "idcard/text_line.h"

namespace jianzai::idcard {
namespace {

constexpr int kDecodedSide_px = 2400;  // a card that fills half of it still has 1200
constexpr std::size_t kQuadsMax = 8;
constexpr int kSidesMax = 6;  // quadrangles, one way up, that are read: bounds the time for what is no card
constexpr int kGlanceWidth_px = 640;
constexpr int kGlancedAt_px = 1280;  // long side of the picture that quadrangles are first looked at in
constexpr int kTextOfCard_px = 50;   // height of the largest characters of a rectified card
constexpr int kNumberCharacters = 18;
constexpr int kNumberCharactersMin = 9;  // as many are seen of a number before it is read
constexpr std::chrono::seconds kRetryAfter{2};
// A quadrangle that is a card, though it cannot be read: the share of its sides with an edge, its width in
// those of the picture, and how far its shape may be from a card's (logarithm).
constexpr double kLikelySupport = 0.9;
constexpr double kLikelyWidth = 0.35;
constexpr double kLikelyShape = 0.15;

struct Rectified {
  cv::Mat card;
  cv::Mat even;
};

cv::Mat at_most(const cv::Mat& picture, int long_side_px, double& scale) {
  scale = std::min(1.0, static_cast<double>(long_side_px) / std::max(picture.cols, picture.rows));
  cv::Mat smaller;
  cv::resize(picture, smaller, {}, scale, scale, cv::INTER_AREA);
  return smaller;
}

Rectified rectified(const cv::Mat& picture, const Quad& quad, bool is_turned, int width_px) {
  Rectified made{.card = rectify(picture, quad, is_turned, width_px), .even = {}};
  cv::Mat grey;
  cv::cvtColor(made.card, grey, cv::COLOR_BGR2GRAY);
  made.even = without_shadow(grey, kTextOfCard_px * width_px / kCardWidth_px);
  return made;
}

// A quadrangle one way up.
struct Candidate {
  const Quad* quad = nullptr;
  bool is_turned = false;
  int characters = 0;  // that stand where a front has its number
};

struct Seen {
  Candidate candidate;
  Rectified rectified;
  NumberReading number;
  std::optional<CardBack> back;  // else it is a front
};

class Look {
 public:
  Look(OcrEngine& engine, const cv::Mat& picture, Date today)
      : engine_(engine), picture_(picture), today_(today) {}

  [[nodiscard]] Reading read() {
    const auto quads = quads_of(picture_);
    const auto candidates = candidates_of(quads);
    const auto seen = first_side(candidates);
    if (!seen) return nothing(quads);
    Reading reading;
    const auto measures = measure_picture(picture_, *seen->candidate.quad, seen->rectified.card);
    reading.risks = risks_of(measures);
    if (has_another(*seen, candidates)) {
      reading.advice.push_back(Advice::kSeveralCards);
      return reading;
    }
    bool is_read = false;
    if (seen->back) {
      reading.back = *seen->back;
      is_read = reading.back->valid_from.has_value();
    } else {
      reading.front = read_front(engine_, seen->rectified.card, seen->rectified.even, seen->number.number);
      is_read = reading.front->number.has_value();
    }
    if (!is_read) {
      reading.advice = advice_of(measures);
      if (reading.advice.empty()) reading.advice.push_back(Advice::kUnreadable);
    }
    return reading;
  }

 private:
  static std::vector<Quad> quads_of(const cv::Mat& picture) {
    auto quads = find_quads(picture, kQuadsMax);
    // A card may fill the picture.
    const auto right = static_cast<float>(picture.cols);
    const auto bottom = static_cast<float>(picture.rows);
    Quad all{.corners = {{{0, 0}, {right, 0}, {right, bottom}, {0, bottom}}}, .support = 0};
    if (right < bottom) std::rotate(all.corners.begin(), all.corners.begin() + 1, all.corners.end());
    quads.push_back(all);
    return quads;
  }

  [[nodiscard]] std::vector<Candidate> candidates_of(const std::vector<Quad>& quads) const {
    std::vector<Candidate> candidates;
    double scale = 1;
    const cv::Mat small = at_most(picture_, kGlancedAt_px, scale);
    for (const Quad& quad : quads) {
      for (const bool is_turned : {false, true}) {
        const auto glance = rectified(small, scaled(quad, scale), is_turned, kGlanceWidth_px);
        candidates.push_back(
            {.quad = &quad, .is_turned = is_turned, .characters = find_number(glance.even).characters});
      }
    }
    // About a number's characters: then the better supported quadrangle counts, which comes first.
    const auto rank = [](const Candidate& one) {
      return one.characters >= kNumberCharacters - 2 && one.characters <= kNumberCharacters + 1
                 ? kNumberCharacters
                 : std::min(one.characters, kNumberCharacters - 3);
    };
    std::stable_sort(candidates.begin(), candidates.end(),
                     [&](const Candidate& a, const Candidate& b) { return rank(a) > rank(b); });
    return candidates;
  }

  std::optional<Seen> side_of(const Candidate& candidate) {
    Seen seen{.candidate = candidate,
              .rectified = rectified(picture_, *candidate.quad, candidate.is_turned, kCardWidth_px),
              .number = {},
              .back = {}};
    const cv::Mat& even = seen.rectified.even;
    if (candidate.characters >= kNumberCharactersMin) {
      const CharacterRow row = find_number(even);
      seen.number = read_number(engine_, even, row, today_);
      if (seen.number.number || has_front_labels(engine_, even, row.box)) return seen;
    }
    seen.back = read_back(engine_, even);
    if (seen.back) return seen;
    return std::nullopt;
  }

  std::optional<Seen> first_side(const std::vector<Candidate>& candidates) {
    std::optional<Seen> first;
    int looked_at = 0;
    for (const Candidate& candidate : candidates) {
      if (++looked_at > kSidesMax) break;
      auto seen = side_of(candidate);
      if (!seen) continue;
      const bool is_read = seen->number.number || (seen->back && seen->back->valid_from);
      if (is_read || !first) first = std::move(seen);
      if (is_read) break;
    }
    return first;
  }

  bool has_another(const Seen& seen, const std::vector<Candidate>& candidates) {
    const double width = width_of(*seen.candidate.quad);
    return std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& other) {
      return overlap(*seen.candidate.quad, *other.quad) < 0.3 && width_of(*other.quad) > 0.5 * width &&
             side_of(other);
    });
  }

  // What looks like a card and is too blurred, dark or bright to tell is told so.
  [[nodiscard]] Reading nothing(const std::vector<Quad>& quads) const {
    Reading reading;
    if (is_likely(quads.front())) {
      const auto card = rectify(picture_, quads.front(), false, kCardWidth_px);
      for (const auto advice : advice_of(measure_picture(picture_, quads.front(), card))) {
        if (advice != Advice::kTooSmall && advice != Advice::kCropped) reading.advice.push_back(advice);
      }
    }
    reading.advice.push_back(Advice::kNoCard);
    return reading;
  }

  [[nodiscard]] bool is_likely(const Quad& quad) const {
    const double height =
        (cv::norm(quad.corners[1] - quad.corners[2]) + cv::norm(quad.corners[3] - quad.corners[0])) / 2;
    return quad.support >= kLikelySupport &&
           width_of(quad) >= kLikelyWidth * std::max(picture_.cols, picture_.rows) &&
           std::abs(std::log(width_of(quad) / height / kCardShape)) < kLikelyShape;
  }

  OcrEngine& engine_;
  const cv::Mat& picture_;
  Date today_;
};

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

Result<std::unique_ptr<CardReader>> CardReader::create(int engines) {
  std::vector<std::unique_ptr<OcrEngine>> made;
  for (int i = 0; i < std::clamp(engines, 1, 64); ++i) made.push_back(TRY(OcrEngine::create()));
  return std::unique_ptr<CardReader>(new CardReader(std::move(made)));
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
  const cv::Mat picture(image.height(), image.width(), CV_8UC3, image.row(0));
  return Look(lease->engine(), picture, today).read();
}

}  // namespace jianzai::idcard
