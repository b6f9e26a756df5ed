#include "app/roster/table_reader.h"

#include <algorithm>

#include <fmt/format.h>

namespace jianzai::app {
namespace {

using Places = std::vector<std::optional<std::size_t>>;

Result<Places> places_of(const TableReading& reading, std::span<const std::string> written) {
  const auto columns = reading.columns != nullptr ? *reading.columns : columns_of(reading.headings, written);
  if (const auto* missing = missing_column(reading.headings, columns)) {
    return fail(ErrorCode::kInvalidRequest,
                fmt::format("line 1: there is no column {} ({})", missing->names.front(), missing->field));
  }
  Places places;
  for (const Heading& heading : reading.headings) {
    const auto found = columns.find(heading.field);
    places.push_back(found == columns.end() ? std::nullopt : std::optional(found->second));
  }
  return places;
}

}  // namespace

ColumnMapping columns_of(std::span<const Heading> headings, std::span<const std::string> written) {
  ColumnMapping columns;
  for (const Heading& heading : headings) {
    const auto found = std::ranges::find_if(written, [&](const std::string& text) {
      return !text.empty() && std::ranges::find(heading.names, text) != heading.names.end();
    });
    if (found != written.end())
      columns.emplace(heading.field, static_cast<std::size_t>(found - written.begin()));
  }
  return columns;
}

const Heading* missing_column(std::span<const Heading> headings, const ColumnMapping& columns) {
  const auto missing = std::ranges::find_if(headings, [&](const Heading& heading) {
    return heading.is_required && !columns.contains(heading.field);
  });
  return missing == headings.end() ? nullptr : &*missing;
}

Result<std::string_view> read_table(std::istream& csv, const TableReading& reading) {
  CsvReader reader(csv);
  const auto written = TRY(read_headings(reader));
  const auto places = TRY(places_of(reading, written));
  std::size_t rows = 0;
  while (auto record = TRY(reader.next())) {
    TableRow row(places.size());
    for (std::size_t column = 0; column < places.size(); ++column) {
      const auto& place = places[column];
      if (place && *place < record->fields.size()) row[column] = record->fields[*place];
    }
    reading.on_row(record->line, row);
    if (++rows % reading.rows_per_batch == 0) TRY(reading.on_batch(reader.progress()));
  }
  TRY(reading.on_batch(1));
  return to_text(reader.encoding());
}

Result<std::vector<std::string>> read_headings(CsvReader& reader) {
  auto written = TRY(reader.next());
  if (!written) {
    return fail(
        Error{.code = ErrorCode::kInvalidRequest, .detail = "the list is empty", .fields = {{"", "EMPTY"}}});
  }
  return std::move(written->fields);
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
