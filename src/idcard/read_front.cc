#include "idcard/read_front.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include <opencv2/imgproc.hpp>

#include "idcard/card_layout.h"
#include "idcard/characters.h"
#include "idcard/nation.h"
#include "idcard/surname.h"
#include "idcard/text_line.h"

namespace jianzai::idcard {
namespace {

constexpr int kTextHeight_px = 42;  // of a line that is read

// Below these something was wrong more often than once in a hundred (docs/id-card.md, normal difficulty).
constexpr double kNameSure = 0.9;
constexpr double kAddressSure = 0.9;
constexpr double kPrintSure = 0.7;
constexpr double kNationSure = 0.75;

cv::Rect pixels_of(const Part& part, const cv::Size& card) {
  return {cv::Point(static_cast<int>(part.left * card.width), static_cast<int>(part.top * card.height)),
          cv::Point(static_cast<int>(part.right * card.width), static_cast<int>(part.bottom * card.height))};
}

// What stands after the labels, each in the row that is nearest to its line of the layout.
struct Values {
  cv::Rect name;
  cv::Rect sex;
  cv::Rect nation;
  cv::Rect birth;
  std::vector<cv::Rect> address;
};

cv::Mat mask_of_texts(const cv::Mat& even) {
  const cv::Rect texts = pixels_of(kTexts, even.size());
  cv::Mat mask(even.size(), CV_8U, cv::Scalar(0));
  text_mask(even(texts)).copyTo(mask(texts));
  return mask;
}

Values values_of(const cv::Mat& even) {
  const auto across = [&](double share) { return static_cast<int>(share * even.cols); };
  const cv::Rect texts = pixels_of(kTexts, even.size());
  const cv::Mat mask = mask_of_texts(even);
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
      values.nation = after_gap(mask, values.sex, across(kNationLabelEnds[0]), across(kNationLabelEnds[1]));
    } else if (middle < (kBirthLine + kAddressLine) / 2) {
      take(values.birth, value);
    } else if (values.address.size() < 4) {
      values.address.push_back(value);
    }
  }
  return values;
}

struct Print {
  std::string text;
  double confidence = 0;
};

Print keep(const OcrLine& line, bool (*is_wanted)(std::string_view)) {
  Print print{.text = {}, .confidence = line.weakest};
  for (const std::string& character : characters_of(line.text)) {
    if (is_wanted(character)) print.text += character;
  }
  return print;
}

// Two readings that agree with as much certainty need no third.
constexpr double kAgreed = 0.85;

// Each version is read another way; what they agree on is more certain than what one is certain of.
struct Version {
  int text_px;
  cv::Mat (*make)(const cv::Mat&);
};
constexpr std::array kVersions{Version{36, sharpened}, Version{26, as_it_is}, Version{36, as_it_is},
                               Version{36, binarised}, Version{30, sharpened}};

std::vector<Print> readings_of(OcrEngine& engine, const cv::Mat& even, const cv::Rect& box,
                               bool (*is_wanted)(std::string_view)) {
  std::vector<Print> readings;
  for (const Version& version : kVersions) {
    const cv::Mat line = cut_line(even, box, version.text_px);
    if (line.empty()) break;
    readings.push_back(keep(engine.chinese(version.make(line)), is_wanted));
    const bool is_agreed = readings.size() == 2 && readings[0].text == readings[1].text &&
                           std::min(readings[0].confidence, readings[1].confidence) >= kAgreed;
    if (is_agreed) break;
  }
  return readings;
}

// The text whose readings are the most certain together. Confidence: their share, as certain as they are.
Print elected(const std::vector<Print>& readings) {
  std::map<std::string, double> votes;
  for (const Print& reading : readings) {
    if (!reading.text.empty()) votes[reading.text] += reading.confidence;
  }
  Print best;
  for (const auto& [text, weight] : votes) {
    const double confidence = weight / static_cast<double>(readings.size());
    if (confidence > best.confidence) best = {.text = text, .confidence = confidence};
  }
  return best;
}

bool is_of_name(std::string_view character) { return is_ideograph(character) || character == "·"; }
bool is_of_address(std::string_view character) {
  return is_ideograph(character) ||
         (character.size() == 1 && (std::isalnum(static_cast<unsigned char>(character[0])) != 0 ||
                                    std::string_view("-()#").find(character[0]) != std::string_view::npos));
}

// The first character of a line of ideographs, which are about as wide as high.
cv::Rect first_character(const cv::Mat& mask) {
  const cv::Rect ink = cv::boundingRect(mask);
  if (ink.empty()) return {};
  cv::Mat columns;
  cv::reduce(mask(ink), columns, 0, cv::REDUCE_MAX);
  for (int x = ink.height * 6 / 10; x < std::min(ink.width, ink.height * 13 / 10); ++x) {
    if (columns.at<std::uint8_t>(x) == 0) return {ink.x, ink.y, x, ink.height};
  }
  return {ink.x, ink.y, std::min(ink.width, ink.height), ink.height};
}

// A name that begins with no surname was misread there, or is a rare one: what the character looks like
// decides.
void mend_surname(OcrEngine& engine, const cv::Mat& even, const cv::Rect& box, Print& name) {
  auto characters = characters_of(name.text);
  if (characters.size() < 2 || is_surname(characters.front())) return;
  const cv::Mat line = cut_line(even, box, kTextHeight_px);
  if (line.empty()) return;
  const cv::Mat mask = text_mask(line);
  const cv::Rect first = first_character(mask);
  if (first.empty()) return;
  const auto seen = engine.surnames().nearest(mask(first));
  if (!seen) return;
  name.text.replace(0, characters.front().size(), seen->text);
  name.confidence = std::min(name.confidence, seen->likeness);
}

MaybeField<Text> text_field(Print print, double sure) {
  if (print.text.empty()) return std::nullopt;
  return Field<Text>{.value = Text(std::move(print.text)),
                     .confidence = print.confidence,
                     .is_sure = print.confidence >= sure};
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

// What two of the readings of a line understand alike: by one alone the print would often seem to contradict
// the number.
template <class Understand>
auto read_twice(OcrEngine& engine, const cv::Mat& even, const cv::Rect& box, const std::string& characters,
                const Understand& understand) {
  using Value = typename decltype(understand(std::string_view()))::value_type;
  std::vector<Value> values;
  for (const Version& version : kVersions) {
    const cv::Mat line = cut_line(even, box, version.text_px);
    if (line.empty()) break;
    const OcrLine read = engine.chinese(version.make(line), characters);
    const auto value = understand(read.text);
    if (!value) continue;
    if (std::ranges::find(values, *value) != values.end()) {
      return MaybeField<Value>(Field<Value>{
          .value = *value, .confidence = read.certainty, .is_sure = read.certainty >= kPrintSure});
    }
    values.push_back(*value);
  }
  return MaybeField<Value>();
}

void read_nation(OcrEngine& engine, const cv::Mat& even, const cv::Rect& value, CardFront& front) {
  const cv::Mat line = cut_line(even, value, kTextHeight_px);
  if (line.empty()) return;
  const auto seen = engine.nations().nearest(text_mask(line));
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
  Print address{.text = {}, .confidence = 1};
  for (const cv::Rect& row : rows) {
    const Print print = elected(readings_of(engine, even, row, is_of_address));
    address.text += print.text;
    address.confidence = std::min(address.confidence, print.confidence);
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
  const cv::Mat straight = straightened(even, lean_of(mask_of_texts(even)));
  const Values values = values_of(straight);
  Print name = elected(readings_of(engine, straight, values.name, is_of_name));
  mend_surname(engine, straight, values.name, name);
  front.name = text_field(std::move(name), kNameSure);
  front.sex = read_twice(engine, straight, values.sex, "男女民族", printed_sex);
  read_nation(engine, straight, values.nation, front);
  front.birth = read_twice(engine, straight, values.birth, "年月日0123456789", printed_date);
  read_address(engine, straight, values.address, front);
  if (front.number) compare_with_number(front);
  front.portrait = image_of(card(pixels_of(kPortrait, card.size())));
  return front;
}

}  // namespace jianzai::idcard
