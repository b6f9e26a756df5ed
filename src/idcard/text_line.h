// From pixels to lines of dark text on a lighter ground.
#pragma once

#include <vector>

#include <opencv2/core.hpp>

namespace jianzai::idcard {

// CV_8U: the ground made 255 everywhere, whatever shadow lies on it. `text_px`: height of the characters.
[[nodiscard]] cv::Mat without_shadow(const cv::Mat& grey, int text_px);

// CV_8U: 255 where there is text. By Otsu's threshold over the picture.
[[nodiscard]] cv::Mat text_mask(const cv::Mat& even);

// Boxes of rows of text in a mask, from top to bottom. Rows touch nothing else and are `height_min_px` high
// or more.
[[nodiscard]] std::vector<cv::Rect> text_rows(const cv::Mat& mask, int height_min_px);

// The part of a row right of its widest gap that begins between two places: what stands after a label. All
// from `from` on when there is no gap. `mask`: of the whole picture.
[[nodiscard]] cv::Rect after_gap(const cv::Mat& mask, const cv::Rect& row, int from_px, int to_px);

// How text leans, where a card was not rectified quite right. `mask`: rows of text. In pixels a pixel:
// `slope` of the rows, `slant` of the upright strokes.
struct Lean {
  double slope = 0;
  double slant = 0;
};
[[nodiscard]] Lean lean_of(const cv::Mat& mask);
// Without it. White where the picture ends.
[[nodiscard]] cv::Mat straightened(const cv::Mat& grey, const Lean& lean);

// The row of characters of about one height that has most of them. `height_px`: from ... to.
struct CharacterRow {
  cv::Rect box;
  int characters = 0;
};
[[nodiscard]] CharacterRow longest_row(const cv::Mat& mask, cv::Range height_px);

// Pictures of a line that are read differently. `line`: CV_8U, dark on light.
[[nodiscard]] cv::Mat as_it_is(const cv::Mat& line);
[[nodiscard]] cv::Mat sharpened(const cv::Mat& line);
[[nodiscard]] cv::Mat binarised(const cv::Mat& line);

// The part of a picture, with a margin, as a line of a given height of text; blank where the picture ends.
[[nodiscard]] cv::Mat cut_line(const cv::Mat& grey, const cv::Rect& box, int text_px);

}  // namespace jianzai::idcard
