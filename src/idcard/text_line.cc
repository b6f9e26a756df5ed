#include "idcard/text_line.h"

#include <algorithm>
#include <optional>

#include <opencv2/imgproc.hpp>

#include "idcard/ocr.h"

namespace jianzai::idcard {
namespace {

constexpr int kInkHeightMin_px = 6;  // less is no character

}  // namespace

cv::Mat without_shadow(const cv::Mat& grey, int text_px) {
  // Closing at a quarter of the size: the ground is smooth, and the kernel would be large.
  cv::Mat ground;
  cv::resize(grey, ground, {}, 0.25, 0.25, cv::INTER_AREA);
  const int side = std::max(3, text_px / 4) | 1;
  cv::morphologyEx(ground, ground, cv::MORPH_CLOSE,
                   cv::getStructuringElement(cv::MORPH_ELLIPSE, {side, side}));
  cv::GaussianBlur(ground, ground, {0, 0}, std::max(1.0, side / 3.0));
  cv::resize(ground, ground, grey.size(), 0, 0, cv::INTER_LINEAR);
  cv::Mat even;
  cv::divide(grey, ground, even, 255);
  return even;
}

cv::Mat text_mask(const cv::Mat& even) {
  cv::Mat mask;
  cv::threshold(even, mask, 0, 255, cv::THRESH_BINARY_INV | cv::THRESH_OTSU);
  return mask;
}

std::vector<cv::Rect> text_rows(const cv::Mat& mask, int height_min_px) {
  cv::Mat sums;
  cv::reduce(mask, sums, 1, cv::REDUCE_SUM, CV_32S);
  const int least = 255 * std::max(2, mask.cols / 250);
  std::vector<cv::Rect> rows;
  int from = -1;
  for (int y = 0; y <= mask.rows; ++y) {
    const bool has_text = y < mask.rows && sums.at<int>(y) >= least;
    if (has_text && from < 0) from = y;
    if (has_text || from < 0) continue;
    if (y - from >= height_min_px) {
      cv::Mat columns;
      cv::reduce(mask.rowRange(from, y), columns, 0, cv::REDUCE_MAX);
      const cv::Rect across = cv::boundingRect(columns);
      if (across.width > 0) rows.emplace_back(across.x, from, across.width, y - from);
    }
    from = -1;
  }
  return rows;
}

namespace {

// Where the widest gap ends that begins between two places. Columns with at most `ink_max` pixels are empty.
std::optional<int> end_of_gap(const cv::Mat& ink, int ink_max, int from_px, int to_px) {
  std::optional<int> after;
  int widest = 0;
  int gap = 0;
  for (int x = 0; x < ink.cols; ++x) {
    if (ink.at<int>(x) <= 255 * ink_max) {
      ++gap;
      continue;
    }
    const int begin = x - gap;
    if (gap > widest && begin >= from_px && begin <= to_px) {
      widest = gap;
      after = x;
    }
    gap = 0;
  }
  return after;
}

}  // namespace

cv::Rect after_gap(const cv::Mat& mask, const cv::Rect& row, int from_px, int to_px) {
  if (row.empty()) return {};  // OpenCV 4.6 counts to 2^32 over nothing
  cv::Mat ink;
  cv::reduce(mask(row), ink, 0, cv::REDUCE_SUM, CV_32S);
  // A line of the ground may cross the gap.
  auto end = end_of_gap(ink, 0, from_px - row.x, to_px - row.x);
  if (!end) end = end_of_gap(ink, row.height / 8, from_px - row.x, to_px - row.x);
  const int after = end.value_or(std::max(0, from_px - row.x));
  const cv::Rect rest(row.x + after, row.y, std::max(0, row.width - after), row.height);
  if (rest.empty()) return {};
  const cv::Rect value = cv::boundingRect(mask(rest));
  return value.empty() ? cv::Rect() : value + rest.tl();
}

namespace {

cv::Matx23d without(const Lean& lean, const cv::Size& size) {
  // About the middle: x is moved by the height, y by the width.
  const double x = size.width / 2.0;
  const double y = size.height / 2.0;
  return {1, lean.slant, -lean.slant * y, -lean.slope, 1, lean.slope * x};
}

// Rows and upright strokes that are straight fill few of the sums and leave gaps between them.
double unevenness(const cv::Mat& mask, int along) {
  cv::Mat sums;
  cv::reduce(mask, sums, along, cv::REDUCE_SUM, CV_64F);
  return cv::norm(sums, cv::NORM_L2SQR);
}

// The value in [-most, most] for which the mask is the least even.
template <class Turn>
double steepest(const cv::Mat& mask, double most, double step, int along, Turn turn) {
  double best = 0;
  double highest = -1;
  for (double value = -most; value <= most + step / 2; value += step) {
    cv::Mat turned;
    cv::warpAffine(mask, turned, without(turn(value), mask.size()), mask.size(), cv::INTER_NEAREST);
    const double here = unevenness(turned, along);
    if (here > highest) {
      highest = here;
      best = value;
    }
  }
  return best;
}

}  // namespace

Lean lean_of(const cv::Mat& mask) {
  Lean lean;
  cv::Mat small;
  cv::resize(mask, small, {std::max(1, mask.cols / 2), std::max(1, mask.rows / 2)}, 0, 0, cv::INTER_NEAREST);
  lean.slope = steepest(small, 0.06, 0.01, 1, [](double slope) { return Lean{.slope = slope, .slant = 0}; });
  lean.slant =
      steepest(small, 0.32, 0.04, 0, [&](double slant) { return Lean{.slope = lean.slope, .slant = slant}; });
  return lean;
}

cv::Mat straightened(const cv::Mat& grey, const Lean& lean) {
  cv::Mat straight;
  cv::warpAffine(grey, straight, without(lean, grey.size()), grey.size(), cv::INTER_LINEAR,
                 cv::BORDER_CONSTANT, cv::Scalar(255));
  return straight;
}

cv::Mat as_it_is(const cv::Mat& line) { return line; }

cv::Mat binarised(const cv::Mat& line) {
  cv::Mat black;
  cv::threshold(line, black, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
  return black;
}

cv::Mat sharpened(const cv::Mat& line) {
  cv::Mat smooth;
  cv::GaussianBlur(line, smooth, {0, 0}, 2.5);
  cv::Mat sharp;
  cv::addWeighted(line, 2.2, smooth, -1.2, 0, sharp);
  return sharp;
}

CharacterRow longest_row(const cv::Mat& mask, cv::Range height_px) {
  cv::Mat labels;
  cv::Mat stats;
  cv::Mat middles;
  const int count = cv::connectedComponentsWithStats(mask, labels, stats, middles, 8);
  std::vector<cv::Rect> characters;
  for (int i = 1; i < count; ++i) {
    const cv::Rect box(stats.at<int>(i, cv::CC_STAT_LEFT), stats.at<int>(i, cv::CC_STAT_TOP),
                       stats.at<int>(i, cv::CC_STAT_WIDTH), stats.at<int>(i, cv::CC_STAT_HEIGHT));
    if (box.height >= height_px.start && box.height <= height_px.end && box.width <= 3 * box.height) {
      characters.push_back(box);
    }
  }
  CharacterRow longest;
  for (const cv::Rect& one : characters) {
    CharacterRow row;
    for (const cv::Rect& other : characters) {
      const int off = std::abs(2 * other.y + other.height - 2 * one.y - one.height) / 2;
      const bool is_as_high = 4 * std::abs(other.height - one.height) <= one.height;
      if (3 * off > one.height || !is_as_high) continue;
      row.box = row.characters == 0 ? other : row.box | other;
      ++row.characters;
    }
    if (row.characters > longest.characters) longest = row;
  }
  return longest;
}

cv::Mat cut_line(const cv::Mat& grey, const cv::Rect& box, int text_px) {
  if (box.height < kInkHeightMin_px || box.width < kInkHeightMin_px) return {};
  const double scale = static_cast<double>(text_px) / box.height;
  const int margin = std::max(4, box.height / 3);
  const cv::Rect wanted(box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin);
  const cv::Rect there = wanted & cv::Rect(0, 0, grey.cols, grey.rows);
  const cv::Size size(static_cast<int>(scale * wanted.width), static_cast<int>(scale * wanted.height));
  if (there.empty() || size.width > kLineWidthMax_px || size.height > kLineHeightMax_px) return {};
  cv::Mat line;
  cv::copyMakeBorder(grey(there), line, there.y - wanted.y, wanted.br().y - there.br().y, there.x - wanted.x,
                     wanted.br().x - there.br().x, cv::BORDER_REPLICATE);
  cv::resize(line, line, size, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
  return line;
}

}  // namespace jianzai::idcard
