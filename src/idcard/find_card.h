// Where a card lies in a picture.
#pragma once

#include <array>
#include <vector>

#include <opencv2/core.hpp>

namespace jianzai::idcard {

// Corners, clockwise, from the upper left one of the card. Where only the outline is known, which of the two
// long sides is the upper one is left open.
struct Quad {
  std::array<cv::Point2f, 4> corners;
  double support = 0;  // share of its sides on which the picture has an edge, in [0, 1]
};

// Quadrangles that may be a card, the best supported first, at most `most`; of those that are almost the same
// only one. `bgr`: CV_8UC3. Looks at it 800 px wide: 35 to 90 ms.
[[nodiscard]] std::vector<Quad> find_quads(const cv::Mat& bgr, std::size_t most);

// The card without perspective, `width_px` wide. `picture`: CV_8U or CV_8UC3.
[[nodiscard]] cv::Mat rectify(const cv::Mat& picture, const Quad& quad, int width_px);

// The whole of a picture, without support.
[[nodiscard]] Quad all_of(const cv::Size& picture);
// The other way up.
[[nodiscard]] Quad turned(const Quad& quad);

// In a picture of another size.
[[nodiscard]] Quad scaled(const Quad& quad, double scale);
// Of the long sides on average, and of the others.
[[nodiscard]] double width_of(const Quad& quad);
[[nodiscard]] double height_of(const Quad& quad);
// Share of the smaller one that the other covers.
[[nodiscard]] double overlap(const Quad& a, const Quad& b);

}  // namespace jianzai::idcard
