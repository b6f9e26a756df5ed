#include "idcard/read_name.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "idcard/characters.h"
#include "idcard/name_characters.h"
#include "idcard/print_shapes.h"

namespace jianzai::idcard {
namespace {

constexpr double kPitch = 1.15;  // of characters, in heights of their ink
constexpr int kCharactersMax = 4;
constexpr double kDropped = 0.8;   // confidence where a character was dropped
constexpr double kLeadMin = 0.05;  // in likeness, of a common character over the one that was read

bool is_of_name(std::string_view character) { return is_ideograph(character) || character == "·"; }

const PrintShapes& surname_shapes() {
  static const PrintShapes shapes(surnames());
  return shapes;
}
const PrintShapes& given_shapes() {
  static const PrintShapes shapes(given_characters());
  return shapes;
}

bool is_in(std::span<const std::string_view> list, std::string_view character) {
  return std::ranges::find(list, character) != list.end();
}

// The line's characters, which are about as wide as high and stand at one pitch. They are parted where the
// ink is thinnest.
std::vector<cv::Rect> character_boxes(const cv::Mat& mask) {
  const cv::Rect ink = cv::boundingRect(mask);
  if (ink.empty()) return {};
  const double wide = static_cast<double>(ink.width) / ink.height;
  const int count = static_cast<int>(std::lround((wide - 1) / kPitch)) + 1;
  if (count < 1 || count > kCharactersMax) return {};
  cv::Mat columns;
  cv::reduce(mask(ink), columns, 0, cv::REDUCE_SUM, CV_32S);
  std::vector<cv::Rect> boxes;
  int left = 0;
  for (int i = 1; i <= count; ++i) {
    int right = ink.width;
    if (i < count) {
      const int expected = ink.width * i / count;
      const int reach = ink.height / 5;
      const int from = std::max(left + 1, expected - reach);
      const int to = std::min(ink.width, expected + reach + 1);
      if (from >= to) return {};
      cv::Point thinnest;
      cv::minMaxLoc(columns.colRange(from, to), nullptr, nullptr, &thinnest, nullptr);
      right = from + thinnest.x;
    }
    boxes.emplace_back(ink.x + left, ink.y, right - left, ink.height);
    left = right;
  }
  return boxes;
}

// Whether some reading of as many characters has another one at this place.
bool is_disputed(const std::vector<LineReading>& readings, const std::vector<std::string>& name,
                 std::size_t at) {
  return std::ranges::any_of(readings, [&](const LineReading& reading) {
    const auto characters = characters_of(reading.text);
    return characters.size() == name.size() && characters[at] != name[at];
  });
}

// Tesseract now and then reads 和 or 人 before a name, where there is nothing.
void drop_first(std::vector<std::string>& characters, std::size_t count, LineReading& name) {
  if (characters.size() != count + 1 || characters.size() < 3) return;
  if (is_in(surnames(), characters[0]) || !is_in(surnames(), characters[1])) return;
  name.text.erase(0, characters[0].size());
  name.confidence = std::min(name.confidence, kDropped);
  characters.erase(characters.begin());
}

}  // namespace

LineReading read_name(OcrEngine& engine, const cv::Mat& even, const cv::Rect& box) {
  const auto readings = readings_of(engine, even, box, is_of_name);
  LineReading name = elected(readings);
  auto characters = characters_of(name.text);
  const cv::Mat line = cut_line(even, box, kTextHeight_px);
  if (line.empty() || characters.empty()) return name;
  const cv::Mat mask = text_mask(line);
  const auto boxes = character_boxes(mask);
  drop_first(characters, boxes.size(), name);
  if (boxes.size() != characters.size()) return name;
  name.text.clear();
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const bool is_known = is_in(i == 0 ? surnames() : given_characters(), characters[i]);
    if (!is_known || is_disputed(readings, characters, i)) {
      const cv::Mat print = mask(boxes[i]);
      const auto seen = (i == 0 ? surname_shapes() : given_shapes()).nearest(print);
      // A name may be none of the common ones: what was read counts where it is as like.
      if (seen && seen->likeness > PrintShapes::likeness_of(print, characters[i]) + kLeadMin) {
        characters[i] = seen->text;
        name.confidence = std::min(name.confidence, seen->likeness);
      }
    }
    name.text += characters[i];
  }
  return name;
}

}  // namespace jianzai::idcard
