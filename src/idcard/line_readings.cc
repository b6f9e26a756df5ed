#include "idcard/line_readings.h"

#include <map>

#include "idcard/characters.h"

namespace jianzai::idcard {
namespace {

constexpr double kAgreed = 0.85;

LineReading keep(const OcrLine& line, bool (*is_wanted)(std::string_view)) {
  LineReading reading{.text = {}, .confidence = line.weakest};
  for (const std::string& character : characters_of(line.text)) {
    if (is_wanted(character)) reading.text += character;
  }
  return reading;
}

}  // namespace

std::vector<LineReading> readings_of(OcrEngine& engine, const cv::Mat& even, const cv::Rect& box,
                                     bool (*is_wanted)(std::string_view character)) {
  std::vector<LineReading> readings;
  for (const LineVersion& version : kLineVersions) {
    const cv::Mat line = cut_line(even, box, version.text_px);
    if (line.empty()) break;
    readings.push_back(keep(engine.chinese(version.make(line)), is_wanted));
    const LineReading& last = readings.back();
    const bool is_agreed = std::any_of(readings.begin(), readings.end() - 1, [&](const LineReading& other) {
      return other.text == last.text && std::min(other.confidence, last.confidence) >= kAgreed;
    });
    if (is_agreed) break;
  }
  return readings;
}

LineReading elected(const std::vector<LineReading>& readings) {
  std::map<std::string, double> votes;
  for (const LineReading& reading : readings) {
    if (!reading.text.empty()) votes[reading.text] += reading.confidence;
  }
  LineReading best;
  for (const auto& [text, weight] : votes) {
    const double confidence = weight / static_cast<double>(readings.size());
    if (confidence > best.confidence) best = {.text = text, .confidence = confidence};
  }
  return best;
}

MaybeField<Text> text_field(LineReading reading, double sure) {
  if (reading.text.empty()) return std::nullopt;
  return Field<Text>{.value = Text(std::move(reading.text)),
                     .confidence = reading.confidence,
                     .is_sure = reading.confidence >= sure};
}

}  // namespace jianzai::idcard
