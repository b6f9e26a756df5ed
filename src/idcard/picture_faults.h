// What is wrong with the picture of a card, and whether it is a picture of a picture.
#pragma once

#include <vector>

#include <opencv2/core.hpp>

#include "idcard/find_card.h"
#include "idcard/reading.h"

namespace jianzai::idcard {

// Narrower cards were seldom read: docs/id-card.md.
inline constexpr int kCardSeenMin_px = 420;

// `card`: rectified, kCardWidth_px wide, upright where that is known. The most important first.
[[nodiscard]] std::vector<Advice> advice_on(const cv::Mat& picture, const Quad& quad, const cv::Mat& card);
[[nodiscard]] std::vector<Risk> risks_of(const cv::Mat& card);

}  // namespace jianzai::idcard
