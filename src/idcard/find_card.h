// Where a card lies in a picture.
#pragma once

#include <array>
#include <vector>

#include <opencv2/core.hpp>

namespace jianzai::idcard {

// Corners, clockwise, the first two at the ends of a long side: which of the two is left open.
struct Quad {
  std::array<cv::Point2f, 4> corners;
  double support = 0;  // share of its sides on which the picture has an edge, in [0, 1]
};

// Quadrangles that may be a card, the best supported first, at most `most`; of those that are almost the same
// only one. `bgr`: CV_8UC3. Looks at it 800 px wide: 30 to 60 ms.
[[nodiscard]] std::vector<Quad> find_quads(const cv::Mat& bgr, std::size_t most);

// The card without perspective, `width_px` wide. `is_turned`: by 180 degrees.
[[nodiscard]] cv::Mat rectify(const cv::Mat& bgr, const Quad& quad, bool is_turned, int width_px);

// In a picture of another size.
[[nodiscard]] Quad scaled(const Quad& quad, double scale);
// Of the long sides on average.
[[nodiscard]] double width_of(const Quad& quad);
// Share of the smaller one that the other covers.
[[nodiscard]] double overlap(const Quad& a, const Quad& b);

}  // namespace jianzai::idcard
