// Where things stand on a card, in shares of its width and height (ISO/IEC 7810 ID-1, 85.60 x 53.98 mm).
// Measured on pictures of cards; every reader allows for a millimetre or two.
#pragma once

#include <opencv2/core.hpp>

namespace jianzai::idcard {

inline constexpr double kCardShape = 85.60 / 53.98;
// What a card is rectified to. Characters of the address are then 45 px high.
inline constexpr int kCardWidth_px = 1280;

struct Part {
  double left;
  double top;
  double right;
  double bottom;
};
[[nodiscard]] inline cv::Rect pixels_of(const Part& part, const cv::Size& card) {
  return {cv::Point(static_cast<int>(part.left * card.width), static_cast<int>(part.top * card.height)),
          cv::Point(static_cast<int>(part.right * card.width), static_cast<int>(part.bottom * card.height))};
}

// --- front
inline constexpr Part kNumber{.left = 0.30, .top = 0.79, .right = 0.975, .bottom = 0.965};
inline constexpr Part kTexts{.left = 0.045, .top = 0.07, .right = 0.615, .bottom = 0.80};
// The gaps between labels and what stands after them begin between these.
inline constexpr double kLabelEnds[] = {0.12, 0.20};
inline constexpr double kNationLabelEnds[] = {0.30, 0.46};
inline constexpr double kLabelsLeft = 0.045;
inline constexpr Part kPortrait{.left = 0.615, .top = 0.09, .right = 0.95, .bottom = 0.76};
// Middles of the lines.
inline constexpr double kNameLine = 0.155;
inline constexpr double kSexLine = 0.285;
inline constexpr double kBirthLine = 0.405;
inline constexpr double kAddressLine = 0.525;  // the first of up to four

// --- back
inline constexpr Part kBackTexts{.left = 0.20, .top = 0.72, .right = 0.97, .bottom = 0.96};
inline constexpr double kBackLabelEnds[] = {0.33, 0.42};

}  // namespace jianzai::idcard
