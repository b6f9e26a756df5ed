#include "idcard/read_back.h"

#include <algorithm>
#include <charconv>
#include <string>

#include <opencv2/imgproc.hpp>

#include "idcard/card_layout.h"
#include "idcard/characters.h"
#include "idcard/text_line.h"

namespace jianzai::idcard {
namespace {

constexpr int kTextHeight_px = 42;
constexpr double kSure = 0.8;
const std::string kValidityCharacters = "有效期限长0123456789.-";

int count_in(const std::string& text, std::initializer_list<const char*> characters) {
  int found = 0;
  for (const char* character : characters) found += text.find(character) != std::string::npos ? 1 : 0;
  return found;
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

// `first`: a reading of the row. Sure when a second one, of another picture of it, says the same.
void read_validity(OcrEngine& engine, const cv::Mat& line, const OcrLine& first, CardBack& back) {
  const auto validity = validity_in(first.text);
  const OcrLine second = engine.chinese(sharpened(line), kValidityCharacters);
  const auto again = validity_in(second.text);
  if (!validity && !again) return;
  const Validity& taken = validity ? *validity : *again;
  const bool is_agreed = validity == again;
  const double confidence = is_agreed ? std::max(first.certainty, second.certainty) : 0.5;
  back.valid_from = Field<Date>{.value = taken.from, .confidence = confidence, .is_sure = is_agreed};
  back.valid_until =
      Field<std::optional<Date>>{.value = taken.until, .confidence = confidence, .is_sure = is_agreed};
}

}  // namespace

std::optional<CardBack> read_back(OcrEngine& engine, const cv::Mat& even) {
  const cv::Rect below(cv::Point(even.cols * 20 / 100, even.rows * 72 / 100),
                       cv::Point(even.cols * 97 / 100, even.rows * 96 / 100));
  auto rows = text_rows(text_mask(even(below)), even.rows * 3 / 100);
  std::erase_if(rows, [&](const cv::Rect& row) { return row.height > even.rows * 11 / 100; });
  if (rows.size() != 2) return std::nullopt;
  for (cv::Rect& row : rows) row += below.tl();
  const cv::Mat validity_line = cut_line(even, rows[1], kTextHeight_px);
  const OcrLine validity = engine.chinese(validity_line, kValidityCharacters);
  OcrLine authority = engine.chinese(cut_line(even, rows[0], kTextHeight_px));
  if (count_in(validity.text, {"有", "效", "期", "限"}) + count_in(authority.text, {"签", "发", "机", "关"}) <
      5)
    return std::nullopt;
  if (const auto label = authority.text.find("关"); label != std::string::npos)
    authority.text.erase(0, label + std::string_view("关").size());
  CardBack back;
  read_validity(engine, validity_line, validity, back);
  std::string name;
  for (const std::string& character : characters_of(authority.text)) {
    if (is_ideograph(character)) name += character;
  }
  if (!name.empty()) {
    back.authority = Field<Text>{.value = Text(std::move(name)),
                                 .confidence = authority.weakest,
                                 .is_sure = authority.weakest >= kSure};
  }
  return back;
}

}  // namespace jianzai::idcard
