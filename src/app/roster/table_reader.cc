#include "app/roster/table_reader.h"

#include <algorithm>

#include <fmt/format.h>

namespace jianzai::app {
namespace {

using Places = std::vector<std::optional<std::size_t>>;

Result<Places> places_of(std::span<const Heading> headings, const std::vector<std::string>& written) {
  Places places(headings.size());
  for (std::size_t column = 0; column < headings.size(); ++column) {
    const auto& [field, is_required, names] = headings[column];
    for (std::size_t i = 0; i < written.size() && !places[column]; ++i) {
      if (!written[i].empty() && std::ranges::find(names, written[i]) != names.end()) places[column] = i;
    }
    if (!places[column] && is_required)
      return fail(ErrorCode::kInvalidRequest,
                  fmt::format("line 1: there is no column {} ({})", names.front(), field));
  }
  return places;
}

}  // namespace

Result<std::string_view> read_table(std::istream& csv, const TableReading& reading) {
  CsvReader reader(csv);
  const auto written = TRY(reader.next());
  if (!written) return fail(ErrorCode::kInvalidRequest, "the list is empty");
  const auto places = TRY(places_of(reading.headings, written->fields));
  std::size_t rows = 0;
  while (auto record = TRY(reader.next())) {
    TableRow row(places.size());
    for (std::size_t column = 0; column < places.size(); ++column) {
      const auto& place = places[column];
      if (place && *place < record->fields.size()) row[column] = std::move(record->fields[*place]);
    }
    reading.on_row(record->line, row);
    if (++rows % reading.rows_per_batch == 0) TRY(reading.on_batch(reader.progress()));
  }
  TRY(reading.on_batch(1));
  return to_text(reader.encoding());
}

std::optional<Date> read_day(std::string_view text) {
  std::array<int, 3> parts{0, 0, 1};
  const bool is_plain = text.find_first_not_of("0123456789") == std::string_view::npos;
  if (is_plain && (text.size() == 8 || text.size() == 6)) {
    const auto digits = [&](std::size_t from, std::size_t count) {
      int value = 0;
      for (const char c : text.substr(from, count)) value = 10 * value + (c - '0');
      return value;
    };
    parts = {digits(0, 4), digits(4, 2), text.size() == 8 ? digits(6, 2) : 1};
  } else {
    std::size_t part = 0;
    int value = 0;
    std::size_t length = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
      const bool is_end = i == text.size() || text[i] == '-' || text[i] == '/' || text[i] == '.';
      if (!is_end && (text[i] < '0' || text[i] > '9' || ++length > 4)) return std::nullopt;
      if (!is_end) {
        value = 10 * value + (text[i] - '0');
        continue;
      }
      if (length == 0 || part == parts.size()) return std::nullopt;
      parts[part++] = value;
      value = 0;
      length = 0;
    }
    if (part < 2) return std::nullopt;
  }
  const Date day{std::chrono::year(parts[0]), std::chrono::month(static_cast<unsigned>(parts[1])),
                 std::chrono::day(static_cast<unsigned>(parts[2]))};
  if (!day.ok() || parts[0] < 1900 || parts[0] > 2200) return std::nullopt;
  return day;
}

}  // namespace jianzai::app
