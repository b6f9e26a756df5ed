// What texts of a closed list look like in print: Tesseract's small model does not know 彝, 畲, 佤 and others
// at all, and takes 熊 for 能 where a list would not.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <opencv2/core.hpp>

namespace jianzai::idcard {

// The ink, stretched to one size.
struct PrintShape {
  double width = 0;  // of its height, before
  cv::Mat pixels;    // of length 1 about 0: the product of two is their correlation
};

class PrintShapes {
 public:
  // Drawn with WenQuanYi Micro Hei, 0.1 ms each. `texts`, of one to four ideographs, outlive this.
  explicit PrintShapes(std::span<const std::string_view> texts);

  struct Nearest {
    std::string_view text;
    double likeness = 0;  // correlation of the pixels, in [-1, 1]
  };
  // `mask`: CV_8U, 255 where there is text, with a margin. Nothing where two are about as like, or none is. 1
  // to 5 ms.
  [[nodiscard]] std::optional<Nearest> nearest(const cv::Mat& mask) const;
  // Of any other text, which is drawn for it; -1 where nothing can be compared.
  [[nodiscard]] static double likeness_of(const cv::Mat& mask, std::string_view text);

 private:
  struct Shape {
    std::string_view text;
    PrintShape shape;
  };
  std::vector<Shape> shapes_;
};

}  // namespace jianzai::idcard
