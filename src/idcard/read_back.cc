#include "idcard/read_back.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "idcard/card_layout.h"
#include "idcard/characters.h"
#include "idcard/line_readings.h"
#include "idcard/text_line.h"

namespace jianzai::idcard {
namespace {

constexpr double kAuthoritySure = 0.8;
constexpr double kValiditySure = 0.5;  // two readings agree on both dates
const std::string kValidityCharacters = "有效期限长0123456789.-";
const std::array<std::vector<std::string>, 2> kLabels{{{"签", "发", "机", "关"}, {"有", "效", "期", "限"}}};
constexpr int kLabelCharactersMin = 5;  // of the eight

int count_in(const std::string& text, const std::vector<std::string>& characters) {
  return static_cast<int>(std::ranges::count_if(
      characters, [&](const std::string& one) { return text.find(one) != std::string::npos; }));
}

// `2010.05.01`, of which a dot may be lost.
std::optional<Date> date_in(std::string_view text) {
  std::string digits;
  for (const char character : text) {
    if (character >= '0' && character <= '9') digits += character;
  }
  if (digits.size() != 8) return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t size) {
    int value = 0;
    std::from_chars(digits.data() + from, digits.data() + from + size, value);
    return value;
  };
  const Date date{std::chrono::year(number(0, 4)), std::chrono::month(static_cast<unsigned>(number(4, 2))),
                  std::chrono::day(static_cast<unsigned>(number(6, 2)))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

struct Validity {
  Date from;
  std::optional<Date> until;
  friend bool operator==(const Validity&, const Validity&) = default;
};

std::optional<Validity> validity_in(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto from = date_in(text.substr(0, dash));
  const auto until = date_in(text.substr(dash + 1));
  const bool is_long_term = text.find("长期", dash) != std::string_view::npos;
  if (!from || (!until && !is_long_term) || (until && *until <= *from)) return std::nullopt;
  return Validity{.from = *from, .until = until};
}

}  // namespace

std::optional<CardBack> read_back(OcrEngine& engine, const cv::Mat& even) {
  const cv::Rect below = pixels_of(kBackTexts, even.size());
  cv::Mat mask(even.size(), CV_8U, cv::Scalar(0));
  text_mask(even(below)).copyTo(mask(below));
  auto rows = text_rows(mask(below), even.rows * 3 / 100);
  std::erase_if(rows, [&](const cv::Rect& row) { return row.height > even.rows * 11 / 100; });
  if (rows.size() != 2) return std::nullopt;
  std::array<cv::Rect, 2> values;
  int found = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    const cv::Rect row = rows[i] + below.tl();
    values[i] = after_gap(mask, row, static_cast<int>(kBackLabelEnds[0] * even.cols),
                          static_cast<int>(kBackLabelEnds[1] * even.cols));
    const cv::Rect label(row.x, row.y, values[i].x - row.x, row.height);
    found += count_in(engine.chinese(cut_line(even, label, kTextHeight_px)).text, kLabels[i]);
  }
  if (found < kLabelCharactersMin) return std::nullopt;
  CardBack back;
  back.authority = text_field(elected(readings_of(engine, even, values[0], is_ideograph)), kAuthoritySure);
  const auto validity = read_twice(engine, even, values[1], kValidityCharacters, kValiditySure, validity_in);
  if (validity) {
    const auto [confidence, is_sure] = std::pair(validity->confidence, validity->is_sure);
    back.valid_from =
        Field<Date>{.value = validity->value.from, .confidence = confidence, .is_sure = is_sure};
    back.valid_until = Field<std::optional<Date>>{
        .value = validity->value.until, .confidence = confidence, .is_sure = is_sure};
  }
  return back;
}

}  // namespace jianzai::idcard
