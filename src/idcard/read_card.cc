#include "idcard/read_card.h"

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

constexpr std::size_t kQuadsMax = 8;
constexpr int kSidesMax = 6;  // quadrangles, one way up, that are read: bounds the time for what is no card
constexpr int kGlancedAt_px = 1280;  // long side of the picture that quadrangles are first looked at in
constexpr int kGlanceWidth_px = 640;
constexpr int kTextOfCard_px = 50;  // height of the largest characters of a rectified card
constexpr int kNumberCharacters = 18;
constexpr int kNumberCharactersMin = 9;  // as many are seen of a number before it is read
// Another card than the one that was read lies elsewhere and is not much smaller.
constexpr double kOverlapMax = 0.3;
constexpr double kWidthOfOther = 0.5;
// A quadrangle that is a card, though it cannot be read: the share of its sides with an edge, its width in
// those of the picture, and how far its shape may be from a card's (logarithm).
constexpr double kLikelySupport = 0.9;
constexpr double kLikelyWidth = 0.35;
constexpr double kLikelyShape = 0.15;

cv::Mat rectified_even(const cv::Mat& grey, const Quad& quad, int width_px) {
  return without_shadow(rectify(grey, quad, width_px), kTextOfCard_px * width_px / kCardWidth_px);
}

// A quadrangle one way up.
struct Candidate {
  Quad quad;
  int characters = 0;  // that stand where a front has its number
  bool is_tried = false;
};

// A candidate that is a side of a card.
struct Side {
  Quad quad;
  cv::Mat even;
  MaybeField<IdNumber> number;
  std::optional<CardBack> back;  // else it is a front

  [[nodiscard]] bool is_read() const { return number || (back && back->valid_from); }
};

class Look {
 public:
  Look(OcrEngine& engine, const cv::Mat& bgr, Date today) : engine_(engine), bgr_(bgr), today_(today) {
    cv::cvtColor(bgr, grey_, cv::COLOR_BGR2GRAY);
    scale_ = std::min(1.0, static_cast<double>(kGlancedAt_px) / std::max(bgr.cols, bgr.rows));
    cv::resize(bgr, small_, {}, scale_, scale_, cv::INTER_AREA);
  }

  [[nodiscard]] Reading read() {
    const auto quads = find_quads(small_, kQuadsMax);
    note_candidates(quads);
    const auto side = first_side();
    if (!side) return without_card(quads);
    Reading reading;
    const cv::Mat card = rectify(bgr_, side->quad, kCardWidth_px);
    reading.risks = risks_of(card);
    if (has_another(*side)) {
      reading.advice.push_back(Advice::kSeveralCards);
      return reading;
    }
    if (side->back) {
      reading.back = side->back;
    } else {
      reading.front = read_front(engine_, card, side->even, side->number);
    }
    if (!side->is_read()) {
      reading.advice = advice_on(bgr_, side->quad, card);
      if (reading.advice.empty()) reading.advice.push_back(Advice::kUnreadable);
    }
    return reading;
  }

 private:
  // The likeliest first.
  void note_candidates(const std::vector<Quad>& quads) {
    cv::Mat grey;
    cv::cvtColor(small_, grey, cv::COLOR_BGR2GRAY);
    const auto note = [&](const Quad& quad) {
      const cv::Mat upright = rectified_even(grey, quad, kGlanceWidth_px);
      cv::Mat over;
      cv::rotate(upright, over, cv::ROTATE_180);
      const Quad full = scaled(quad, 1 / scale_);
      candidates_.push_back({.quad = full, .characters = find_number(upright).characters});
      candidates_.push_back({.quad = turned(full), .characters = find_number(over).characters});
    };
    for (const Quad& quad : quads) note(quad);
    note(all_of(small_.size()));  // a card may fill the picture
    // About a number's characters: then the better supported quadrangle counts, which comes first.
    const auto rank = [](const Candidate& one) {
      return one.characters >= kNumberCharacters - 2 && one.characters <= kNumberCharacters + 1
                 ? kNumberCharacters
                 : std::min(one.characters, kNumberCharacters - 3);
    };
    std::stable_sort(candidates_.begin(), candidates_.end(),
                     [&](const Candidate& a, const Candidate& b) { return rank(a) > rank(b); });
  }

  [[nodiscard]] bool may_try(const Candidate& candidate) const {
    return tries_left_ > 0 && !candidate.is_tried;
  }

  std::optional<Side> try_as_side(Candidate& candidate) {
    candidate.is_tried = true;
    --tries_left_;
    Side side{.quad = candidate.quad,
              .even = rectified_even(grey_, candidate.quad, kCardWidth_px),
              .number = {},
              .back = {}};
    if (candidate.characters >= kNumberCharactersMin) {
      const CharacterRow row = find_number(side.even);
      // In smaller print two readings were alike and wrong (docs/id-card.md).
      if (width_of(candidate.quad) >= kCardSeenMin_px)
        side.number = read_number(engine_, side.even, row, today_);
      if (side.number || has_front_labels(engine_, side.even, row.box)) return side;
    }
    side.back = read_back(engine_, side.even);
    if (side.back) return side;
    return std::nullopt;
  }

  std::optional<Side> first_side() {
    std::optional<Side> first;
    for (Candidate& candidate : candidates_) {
      if (!may_try(candidate)) break;
      auto side = try_as_side(candidate);
      if (!side) continue;
      const bool is_read = side->is_read();
      if (is_read || !first) first = std::move(side);
      if (is_read) break;
    }
    return first;
  }

  bool has_another(const Side& side) {
    return std::ranges::any_of(candidates_, [&](Candidate& other) {
      return may_try(other) && other.characters >= kNumberCharactersMin &&
             overlap(side.quad, other.quad) < kOverlapMax &&
             width_of(other.quad) > kWidthOfOther * width_of(side.quad) && try_as_side(other);
    });
  }

  // What looks like a card and is too blurred, dark or bright to tell is told so.
  [[nodiscard]] Reading without_card(const std::vector<Quad>& quads) const {
    Reading reading;
    const auto likely = quads.empty() ? std::nullopt : std::optional(scaled(quads.front(), 1 / scale_));
    if (likely && is_likely(*likely)) {
      for (const auto advice : advice_on(bgr_, *likely, rectify(bgr_, *likely, kCardWidth_px))) {
        if (advice != Advice::kTooSmall && advice != Advice::kCropped) reading.advice.push_back(advice);
      }
    }
    reading.advice.push_back(Advice::kNoCard);
    return reading;
  }

  [[nodiscard]] bool is_likely(const Quad& quad) const {
    const double height = height_of(quad);
    return quad.support >= kLikelySupport &&
           width_of(quad) >= kLikelyWidth * std::max(bgr_.cols, bgr_.rows) &&
           std::abs(std::log(width_of(quad) / height / kCardShape)) < kLikelyShape;
  }

  OcrEngine& engine_;
  const cv::Mat& bgr_;
  Date today_;
  cv::Mat grey_;
  cv::Mat small_;
  double scale_ = 1;
  std::vector<Candidate> candidates_;
  int tries_left_ = kSidesMax;
};

}  // namespace

Reading read_card(OcrEngine& engine, const cv::Mat& bgr, Date today) {
  return Look(engine, bgr, today).read();
}

}  // namespace jianzai::idcard
