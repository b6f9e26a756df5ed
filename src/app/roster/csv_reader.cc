#include "app/roster/csv_reader.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace jianzai::app {

namespace {

constexpr std::size_t kRecordBytesMax = 64 * 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Spaces of both widths, and the byte order mark that some programs put before each field.
std::string trimmed(std::string_view text) {
  static constexpr std::array<std::string_view, 5> kOuter{" ", "\t", "\u3000", "\u00A0", kByteOrderMark};
  const auto cut = [&](auto ends, auto drop) {
    for (bool again = true; again;) {
      again = false;
      for (const auto space : kOuter) {
        if (!ends(space)) continue;
        drop(space.size());
        again = true;
      }
    }
  };
  cut([&](auto space) { return text.starts_with(space); }, [&](auto size) { text.remove_prefix(size); });
  cut([&](auto space) { return text.ends_with(space); }, [&](auto size) { text.remove_suffix(size); });
  return std::string(text);
}

// The one that occurs most outside of quotes.
char separator_of(std::string_view record) {
  std::array<std::pair<char, std::size_t>, 3> counts{{{',', 0}, {';', 0}, {'\t', 0}}};
  bool quoted = false;
  for (const char c : record) {
    if (c == '"') quoted = !quoted;
    for (auto& [separator, count] : counts) count += !quoted && c == separator ? 1 : 0;
  }
  return std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; })->first;
}

std::vector<std::string> split(std::string_view record, char separator) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < record.size(); ++i) {
    const char c = record[i];
    if (c == '"' && quoted && i + 1 < record.size() && record[i + 1] == '"') {
      fields.back() += '"';
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == separator && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  for (auto& field : fields) field = trimmed(field);
  return fields;
}

}  // namespace

CsvReader::CsvReader(std::istream& stream) : stream_(stream) {
  EncodingDetector detector;
  std::array<char, 65536> block{};
  while (stream_.read(block.data(), block.size()), stream_.gcount() > 0) {
    const auto count = static_cast<std::size_t>(stream_.gcount());
    detector.add({block.data(), count});
    size_ += count;
  }
  encoding_ = detector.result();
  stream_.clear();
  stream_.seekg(0);
}

double CsvReader::progress() const {
  return size_ == 0 ? 1 : static_cast<double>(read_) / static_cast<double>(size_);
}

Result<std::optional<CsvRecord>> CsvReader::next() {
  while (true) {
    auto record = TRY(read_record());
    if (!record) return record;
    if (std::ranges::any_of(record->fields, [](const auto& field) { return !field.empty(); })) return record;
  }
}

// In GB18030, too, a byte below 0x30 is never a part of another character: quotes, commas and line ends are
// what they look like.
Result<std::optional<CsvRecord>> CsvReader::read_record() {
  const std::size_t first_line = line_;
  const auto refuse = [&](std::string_view code, std::string_view why) {
    stream_.setstate(std::ios::eofbit | std::ios::failbit);
    return fail(Error{.code = ErrorCode::kInvalidRequest,
                      .detail = fmt::format("line {}: {}", first_line, why),
                      .fields = {{std::to_string(first_line), std::string(code)}}});
  };
  std::string bytes;
  bool quoted = false;
  auto* buffer = stream_.rdbuf();
  if (!stream_.good()) return std::nullopt;
  while (true) {
    const int c = buffer->sbumpc();
    if (c == std::char_traits<char>::eof()) {
      if (quoted) return refuse("QUOTE", "a quotation mark is not closed");
      stream_.setstate(std::ios::eofbit);
      if (bytes.empty()) return std::nullopt;
      break;
    }
    ++read_;
    if (c == '\n') ++line_;
    if (c == '\n' && !quoted) break;
    if (c == '"') quoted = !quoted;
    if (c == '\0') return refuse("NO_TEXT", "it is no text");
    bytes += static_cast<char>(c);
    if (bytes.size() > kRecordBytesMax) return refuse("TOO_LONG", "longer than 64 KiB");
  }
  if (bytes.ends_with('\r')) bytes.pop_back();
  if (encoding_ == TextEncoding::kGb18030) {
    auto text = decoder_.decode(bytes);
    if (!text) return refuse("NO_TEXT", text.error().detail);
    bytes = std::move(*text);
  } else if (first_line == 1 && bytes.starts_with(kByteOrderMark)) {
    bytes.erase(0, kByteOrderMark.size());
  }
  if (separator_ == '\0') separator_ = separator_of(bytes);
  return CsvRecord{.line = first_line, .fields = split(bytes, separator_)};
}

Result<std::vector<std::vector<std::string>>> read_csv(std::istream& stream) {
  CsvReader reader(stream);
  std::vector<std::vector<std::string>> rows;
  while (auto record = TRY(reader.next())) rows.push_back(std::move(record->fields));
  return rows;
}

}  // namespace jianzai::app
