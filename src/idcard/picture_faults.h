// What is wrong with the picture of a card, and whether it is a picture of a picture.
#pragma once

#include <vector>

#include <opencv2/core.hpp>

#include "idcard/find_card.h"
#include "idcard/reading.h"

namespace jianzai::idcard {

// Narrower cards were seldom read: docs/id-card.md.
inline constexpr int kCardSeenMin_px = 420;

struct PictureMeasures {
  double width_px = 0;    // of the card in the picture
  double outside = 0;     // how far a corner lies outside the picture, in widths of the card
  double brightness = 0;  // mean of the card, [0, 255]
  double glare = 0;       // share of the number's strip, or of the texts, that is burnt out: the larger one
  double sharpness =
      0;  // the steepest steps of the number's strip against its contrast; 1 = ideal, < 0.1 blurred
  double colour = 0;  // how much the ratios of the channels differ over the card
  double grid = 0;    // the strongest repeated pattern against the usual strength of its frequency
};
// `card`: rectified, kCardWidth_px wide, upright where that is known.
[[nodiscard]] PictureMeasures measure_picture(const cv::Mat& picture, const Quad& quad, const cv::Mat& card);

[[nodiscard]] std::vector<Advice> advice_of(const PictureMeasures& measures);
[[nodiscard]] std::vector<Risk> risks_of(const PictureMeasures& measures);

}  // namespace jianzai::idcard
