#include "idcard/read_front.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include <opencv2/imgproc.hpp>

#include "idcard/card_layout.h"
#include "idcard/characters.h"
#include "idcard/line_readings.h"
#include "idcard/nation.h"
#include "idcard/read_name.h"
#include "idcard/text_line.h"

namespace jianzai::idcard {
namespace {

// Below these something was wrong more often than once in a hundred (docs/id-card.md, normal difficulty).
constexpr double kNameSure = 0.9;
constexpr double kAddressSure = 0.9;
constexpr double kPrintSure = 0.7;
constexpr double kNationSure = 0.75;

// What stands after the labels, each in the row that is nearest to its line of the layout.
struct Values {
  cv::Rect name;
  cv::Rect sex;
  cv::Rect nation;
  cv::Rect birth;
  std::vector<cv::Rect> address;
};

// Tesseract now and then loses a digit with which a line begins, unless there is room before it. Beside the
// first line stands the label.
cv::Rect with_room(const cv::Rect& value) {
  const int room = std::min(value.x, 2 * value.height / 3);
  return {value.x - room, value.y, value.width + room, value.height};
}

Values values_of(const cv::Mat& even) {
  const auto across = [&](double share) { return static_cast<int>(share * even.cols); };
  const cv::Rect texts = pixels_of(kTexts, even.size());
  cv::Mat mask(even.size(), CV_8U, cv::Scalar(0));
  text_mask(even(texts)).copyTo(mask(texts));
  Values values;
  const auto take = [&](cv::Rect& place, const cv::Rect& value) {
    if (value.area() > place.area()) place = value;
  };
  for (cv::Rect row : text_rows(mask(texts), even.rows * 3 / 100)) {
    if (row.height > even.rows * 13 / 100) continue;
    row += texts.tl();
    const cv::Rect value = after_gap(mask, row, across(kLabelEnds[0]), across(kLabelEnds[1]));
    const double middle = (row.y + row.height / 2.0) / even.rows;
    if (middle < (kNameLine + kSexLine) / 2) {
      take(values.name, value);
    } else if (middle < (kSexLine + kBirthLine) / 2) {
      take(values.sex, value);
    } else if (middle < (kBirthLine + kAddressLine) / 2) {
      take(values.birth, value);
    } else if (values.address.size() < 4) {
      values.address.push_back(values.address.empty() ? value : with_room(value));
    }
  }
  values.nation = after_gap(mask, values.sex, across(kNationLabelEnds[0]), across(kNationLabelEnds[1]));
  return values;
}

bool is_of_address(std::string_view character) {
  return is_ideograph(character) ||
         (character.size() == 1 && (std::isalnum(static_cast<unsigned char>(character[0])) != 0 ||
                                    std::string_view("-()#").find(character[0]) != std::string_view::npos));
}

// Groups of digits, as far as they fit into an int.
std::vector<int> numbers_in(std::string_view text) {
  std::vector<int> numbers;
  for (const char* at = text.data(); at < text.data() + text.size();) {
    int number = 0;
    const auto [end, error] = std::from_chars(at, text.data() + text.size(), number);
    if (error == std::errc{} && number >= 0) numbers.push_back(number);
    at = end == at ? at + 1 : end;
  }
  return numbers;
}

std::optional<Date> printed_date(std::string_view text) {
  const auto numbers = numbers_in(text);
  if (numbers.size() != 3) return std::nullopt;
  const Date date{std::chrono::year(numbers[0]), std::chrono::month(static_cast<unsigned>(numbers[1])),
                  std::chrono::day(static_cast<unsigned>(numbers[2]))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

std::optional<Sex> printed_sex(std::string_view text) {
  const bool is_male = text.find("男") != std::string_view::npos;
  const bool is_female = text.find("女") != std::string_view::npos;
  if (is_male == is_female) return std::nullopt;
  return is_male ? Sex::kMale : Sex::kFemale;
}

void read_nation(OcrEngine& engine, const cv::Mat& even, const cv::Rect& value, CardFront& front) {
  const cv::Mat line = cut_line(even, value, kTextHeight_px);
  if (line.empty()) return;
  const auto seen = nation_shapes().nearest(text_mask(line));
  const OcrLine read = engine.chinese(line);
  const auto named = nearest_nation(read.text);
  // Tesseract does not know the rarer characters; shapes may mistake one of the others.
  const bool is_agreed = seen && named && seen->text == *named;
  if (!seen && !named) return;
  const std::string_view nation = seen ? seen->text : *named;
  const double confidence = is_agreed ? std::max(seen->likeness, read.weakest)
                            : seen    ? seen->likeness
                                      : read.weakest / 2;
  front.nation = Field<Text>{
      .value = Text(std::string(nation)), .confidence = confidence, .is_sure = confidence >= kNationSure};
}

void read_address(OcrEngine& engine, const cv::Mat& even, const std::vector<cv::Rect>& rows,
                  CardFront& front) {
  LineReading address{.text = {}, .confidence = 1};
  for (const cv::Rect& row : rows) {
    const LineReading read = elected(readings_of(engine, even, row, is_of_address));
    address.text += read.text;
    address.confidence = std::min(address.confidence, read.confidence);
  }
  front.address = text_field(std::move(address), kAddressSure);
}

// What the number says counts: its check character says that it is right.
void compare_with_number(CardFront& front) {
  const IdNumber& number = front.number->value;
  front.sex_differs = front.sex && front.sex->value != number.sex();
  front.birth_differs = front.birth && front.birth->value != number.birth();
  front.sex = Field<Sex>{
      .value = number.sex(), .confidence = front.number->confidence, .is_sure = !front.sex_differs};
  front.birth = Field<Date>{
      .value = number.birth(), .confidence = front.number->confidence, .is_sure = !front.birth_differs};
}

Image image_of(const cv::Mat& bgr) {
  Image image(bgr.cols, bgr.rows);
  bgr.copyTo(cv::Mat(image.height(), image.width(), CV_8UC3, image.row(0)));
  return image;
}

}  // namespace

bool has_front_labels(OcrEngine& engine, const cv::Mat& even, const cv::Rect& number) {
  const cv::Rect label(cv::Point(static_cast<int>(kLabelsLeft * even.cols), number.y),
                       cv::Point(static_cast<int>(kNumber.left * even.cols), number.br().y));
  const OcrLine line = engine.chinese(cut_line(even, label, kTextHeight_px));
  int found = 0;
  for (const char* character : {"公", "民", "身", "份", "号", "码"}) {
    if (line.text.find(character) != std::string::npos) ++found;
  }
  return found >= 3;
}

CardFront read_front(OcrEngine& engine, const cv::Mat& card, const cv::Mat& even,
                     const MaybeField<IdNumber>& number) {
  CardFront front;
  front.number = number;
  const cv::Mat straight = straightened(even, lean_of(text_mask(even(pixels_of(kTexts, even.size())))));
  const Values values = values_of(straight);
  front.name = text_field(read_name(engine, straight, values.name), kNameSure);
  std::optional<Sex> sex;
  std::optional<Date> birth;
  if (number) {
    sex = number->value.sex();
    birth = number->value.birth();
  }
  front.sex = read_twice(engine, straight, values.sex, "男女民族", kPrintSure, printed_sex, sex);
  read_nation(engine, straight, values.nation, front);
  front.birth =
      read_twice(engine, straight, values.birth, "年月日0123456789", kPrintSure, printed_date, birth);
  read_address(engine, straight, values.address, front);
  if (front.number) compare_with_number(front);
  front.portrait = image_of(card(pixels_of(kPortrait, card.size())));
  return front;
}

}  // namespace jianzai::idcard
