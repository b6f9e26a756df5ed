#include "sheet/xlsx.h"

#include <charconv>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <vector>

#include <archive.h>
#include <archive_entry.h>
#include <expat.h>

#include "base/clock.h"

namespace jianzai::sheet {
namespace {

constexpr std::uint64_t kUnpackedBytesMax = 4ULL * 1024 * 1024 * 1024;
constexpr std::size_t kColumnsMax = 256;
constexpr std::size_t kBlockBytes = 64 * 1024;

// Why libarchive fails; it does not always say.
std::string reason_of(archive* opened) {
  const char* reason = archive_error_string(opened);
  return reason == nullptr ? "damaged, or with a password" : reason;
}

tl::unexpected<Error> no_workbook(const std::string& why, std::string code = "WORKBOOK") {
  return fail(Error{.code = ErrorCode::kInvalidRequest,
                    .detail = "the workbook cannot be read: " + why,
                    .fields = {{"", std::move(code)}}});
}
tl::unexpected<Error> too_large() { return no_workbook("its cells hold too much", "TOO_LARGE"); }

// ---------------------------------------------------------------------------------------------------- XML

// What is done with the elements of a part, by their names without a prefix.
struct Handler {
  using Attributes = std::map<std::string, std::string, std::less<>>;
  std::function<void(std::string_view name, const Attributes&)> on_begin;
  std::function<void(std::string_view name)> on_end = [](std::string_view) {};
  std::function<void(std::string_view text)> on_text = [](std::string_view) {};
};

std::string_view local_name(std::string_view name) {
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// Reads a part block by block.
class XmlReader {
 public:
  explicit XmlReader(const Handler& handler) : handler_(handler), parser_(XML_ParserCreate(nullptr)) {
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(
        parser_.get(),
        [](void* self, const XML_Char* name, const XML_Char** pairs) {
          Handler::Attributes attributes;
          for (; *pairs != nullptr; pairs += 2) attributes.emplace(local_name(pairs[0]), pairs[1]);
          static_cast<XmlReader*>(self)->handler_.on_begin(local_name(name), attributes);
        },
        [](void* self, const XML_Char* name) {
          static_cast<XmlReader*>(self)->handler_.on_end(local_name(name));
        });
    XML_SetCharacterDataHandler(parser_.get(), [](void* self, const XML_Char* text, int size) {
      static_cast<XmlReader*>(self)->handler_.on_text({text, static_cast<std::size_t>(size)});
    });
  }

  // Errors: kInvalidRequest for what is no XML.
  Result<void> read(std::string_view block, bool is_last) {
    if (XML_Parse(parser_.get(), block.data(), static_cast<int>(block.size()), is_last ? 1 : 0) ==
        XML_STATUS_ERROR) {
      return no_workbook(XML_ErrorString(XML_GetErrorCode(parser_.get())));
    }
    return {};
  }

 private:
  struct End {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
  };
  const Handler& handler_;
  std::unique_ptr<XML_ParserStruct, End> parser_;
};

// ---------------------------------------------------------------------------------------------------- ZIP

struct EndArchive {
  void operator()(archive* opened) const { archive_read_free(opened); }
};

// Gives a part of the archive to the handler; nothing is done when it is not there.
Result<void> read_part(ByteView file, const std::string& part, const Handler& handler) {
  const std::unique_ptr<archive, EndArchive> zip(archive_read_new());
  archive_read_support_format_zip(zip.get());
  if (archive_read_open_memory(zip.get(), file.data(), file.size()) != ARCHIVE_OK)
    return no_workbook(reason_of(zip.get()));
  archive_entry* entry = nullptr;
  for (int got = 0; (got = archive_read_next_header(zip.get(), &entry)) != ARCHIVE_EOF;) {
    if (got != ARCHIVE_OK) return no_workbook(reason_of(zip.get()));
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr || name != part) continue;
    XmlReader reader(handler);
    std::vector<char> block(kBlockBytes);
    std::uint64_t unpacked = 0;
    for (;;) {
      const auto size = archive_read_data(zip.get(), block.data(), block.size());
      if (size < 0) return no_workbook(reason_of(zip.get()));
      unpacked += static_cast<std::uint64_t>(size);
      if (unpacked > kUnpackedBytesMax) return no_workbook("it unpacks to more than 4 GiB");
      TRY(reader.read({block.data(), static_cast<std::size_t>(size)}, size == 0));
      if (size == 0) return {};
    }
  }
  return {};
}

// ---------------------------------------------------------------------------------------------------- parts

std::string attribute(const Handler::Attributes& attributes, std::string_view name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? std::string() : found->second;
}

// Where the first sheet is.
Result<std::string> first_sheet(ByteView file) {
  std::string relation;
  TRY(read_part(file, "xl/workbook.xml",
                {.on_begin = [&](std::string_view name, const Handler::Attributes& attributes) {
                  if (name == "sheet" && relation.empty()) relation = attribute(attributes, "id");
                }}));
  if (relation.empty()) return no_workbook("it has no sheet; is it an .xlsx, and without a password?");
  std::string target;
  TRY(read_part(file, "xl/_rels/workbook.xml.rels",
                {.on_begin = [&](std::string_view name, const Handler::Attributes& attributes) {
                  if (name == "Relationship" && attribute(attributes, "Id") == relation)
                    target = attribute(attributes, "Target");
                }}));
  if (target.empty()) return no_workbook("its first sheet is missing");
  return target.starts_with('/') ? target.substr(1) : "xl/" + target;
}

Result<std::vector<std::string>> shared_texts(ByteView file, std::size_t text_bytes_max) {
  std::vector<std::string> texts;
  bool is_text = false;
  bool is_reading_aid = false;  // pinyin above the characters
  std::size_t kept = 0;
  TRY(read_part(file, "xl/sharedStrings.xml",
                {.on_begin =
                     [&](std::string_view name, const Handler::Attributes&) {
                       if (name == "si" && kept <= text_bytes_max) {
                         texts.emplace_back();
                         kept += sizeof(std::string);
                       }
                       if (name == "rPh") is_reading_aid = true;
                       is_text = name == "t";
                     },
                 .on_end =
                     [&](std::string_view name) {
                       if (name == "rPh") is_reading_aid = false;
                       if (name == "t") is_text = false;
                     },
                 .on_text =
                     [&](std::string_view text) {
                       if (!is_text || is_reading_aid || texts.empty() || kept > text_bytes_max) return;
                       texts.back() += text;
                       kept += text.size();
                     }}));
  if (kept > text_bytes_max) return too_large();
  return texts;
}

// Whether a format of the user shows days: it has a year or a day outside of quotes and brackets.
bool shows_days(std::string_view format) {
  char within = '\0';
  for (const char c : format) {
    if (within != '\0') {
      if (c == within) within = '\0';
    } else if (c == '"') {
      within = '"';
    } else if (c == '[') {
      within = ']';
    } else if (c == 'y' || c == 'Y' || c == 'd' || c == 'D') {
      return true;
    }
  }
  return false;
}

// The built-in formats of days (ECMA-376 part 1, 18.8.30), those of East Asia, too.
bool is_built_in_day(int format) {
  return (format >= 14 && format <= 17) || format == 22 || (format >= 27 && format <= 31) || format == 36 ||
         (format >= 50 && format <= 54) || format == 57 || format == 58;
}

int number_of(std::string_view text) {
  int number = -1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Which cell styles show days.
Result<std::vector<bool>> day_styles(ByteView file) {
  std::set<int> day_formats;
  std::vector<bool> styles;
  bool is_cell_style = false;
  TRY(read_part(file, "xl/styles.xml",
                {.on_begin =
                     [&](std::string_view name, const Handler::Attributes& attributes) {
                       const int format = number_of(attribute(attributes, "numFmtId"));
                       if (name == "numFmt" && shows_days(attribute(attributes, "formatCode")))
                         day_formats.insert(format);
                       if (name == "cellXfs") is_cell_style = true;
                       if (name == "xf" && is_cell_style)
                         styles.push_back(is_built_in_day(format) || day_formats.contains(format));
                     },
                 .on_end =
                     [&](std::string_view name) {
                       if (name == "cellXfs") is_cell_style = false;
                     }}));
  return styles;
}

// Whether days count from 1904, as old Macs did.
Result<bool> counts_from_1904(ByteView file) {
  bool is_so = false;
  TRY(read_part(file, "xl/workbook.xml",
                {.on_begin = [&](std::string_view name, const Handler::Attributes& attributes) {
                  const auto value = attribute(attributes, "date1904");
                  if (name == "workbookPr" && (value == "1" || value == "true")) is_so = true;
                }}));
  return is_so;
}

// ---------------------------------------------------------------------------------------------------- cells

// `C12`: 2. Nothing for what is no reference.
std::optional<std::size_t> column_of(std::string_view reference) {
  std::size_t column = 0;
  std::size_t letters = 0;
  while (letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z')
    column = column * 26 + static_cast<std::size_t>(reference[letters++] - 'A' + 1);
  if (letters == 0 || letters > 3) return std::nullopt;
  return column - 1;
}

// A serial number as a day; as it is when it is none. Excel takes 1900 for a leap year: its day 60 does not
// exist.
std::string day_text(const std::string& serial, bool from_1904) {
  double number = 0;
  const auto [end, error] = std::from_chars(serial.data(), serial.data() + serial.size(), number);
  constexpr double kLastDay = 2958465;  // 9999-12-31
  if (error != std::errc() || end != serial.data() + serial.size() || number < 1 || number > kLastDay)
    return serial;
  using namespace std::chrono;
  const auto whole = days(static_cast<int>(std::floor(number)));
  const sys_days start = from_1904 ? sys_days(1904y / January / 1)
                                   : sys_days(1899y / December / 31) - days(whole.count() > 60 ? 1 : 0);
  return to_iso(Date(start + whole));
}

std::string line_field(std::string_view text) {
  std::string field = "\"";
  for (const char c : text) {
    if (c == '"') field += '"';
    field += c == '\r' || c == '\n' ? ' ' : c;  // a row stays a line
  }
  return field + '"';
}

// Turns the cells of a sheet into lines.
class SheetToCsv {
 public:
  SheetToCsv(std::vector<std::string> texts, std::vector<bool> day_styles, bool from_1904,
             std::size_t text_bytes_max)
      : texts_(std::move(texts)),
        day_styles_(std::move(day_styles)),
        from_1904_(from_1904),
        text_bytes_max_(text_bytes_max) {}

  void begin(std::string_view name, const Handler::Attributes& attributes) {
    if (name == "row") {
      begin_row(number_of(attribute(attributes, "r")));
    } else if (name == "c") {
      type_ = attribute(attributes, "t");
      style_ = number_of(attribute(attributes, "s"));
      column_ = column_of(attribute(attributes, "r")).value_or(row_.size());
      value_.clear();
    }
    is_value_ = name == "v" || name == "t";
  }
  void text(std::string_view text) {
    if (is_value_ && value_.size() < text_bytes_max_) value_ += text;
  }
  void end(std::string_view name) {
    is_value_ = false;
    if (name == "c" && column_ < kColumnsMax && !is_too_large()) {
      row_.resize(std::max(row_.size(), column_ + 1));
      row_[column_] = shown();
      row_bytes_ += row_[column_].size();
    } else if (name == "row" && !is_too_large()) {
      for (std::size_t i = 0; i < row_.size(); ++i) csv_ += (i == 0 ? "" : ",") + line_field(row_[i]);
      csv_ += "\r\n";
    }
  }
  [[nodiscard]] bool is_too_large() const { return csv_.size() + row_bytes_ > text_bytes_max_; }
  [[nodiscard]] std::string take() { return std::move(csv_); }

 private:
  // Rows that are left out are empty.
  void begin_row(int number) {
    constexpr int kRowsMax = 1'048'576;
    const int wanted = number > 0 && number <= kRowsMax ? number : rows_ + 1;
    for (; rows_ + 1 < wanted; ++rows_) csv_ += "\r\n";
    ++rows_;
    row_.clear();
    row_bytes_ = 0;
  }
  [[nodiscard]] std::string shown() const {
    if (type_ == "s") {
      const int index = number_of(value_);
      const bool is_known = index >= 0 && static_cast<std::size_t>(index) < texts_.size();
      return is_known ? texts_[static_cast<std::size_t>(index)] : std::string();
    }
    const bool is_number = type_.empty() || type_ == "n";
    const bool is_day = is_number && style_ >= 0 && static_cast<std::size_t>(style_) < day_styles_.size() &&
                        day_styles_[static_cast<std::size_t>(style_)];
    return is_day ? day_text(value_, from_1904_) : value_;
  }

  std::vector<std::string> texts_;
  std::vector<bool> day_styles_;
  bool from_1904_;
  std::size_t text_bytes_max_;
  std::string csv_;
  std::vector<std::string> row_;
  std::size_t row_bytes_ = 0;  // of its cells
  std::string type_;
  std::string value_;
  int style_ = -1;
  int rows_ = 0;
  std::size_t column_ = 0;
  bool is_value_ = false;
};

}  // namespace

bool is_workbook(ByteView file) { return as_text(file).starts_with(std::string_view("PK\3\4", 4)); }

Result<std::string> csv_of_workbook(ByteView file, std::size_t text_bytes_max) {
  const auto sheet = TRY(first_sheet(file));
  auto texts = TRY(shared_texts(file, text_bytes_max));
  auto styles = TRY(day_styles(file));
  const bool from_1904 = TRY(counts_from_1904(file));
  SheetToCsv csv(std::move(texts), std::move(styles), from_1904, text_bytes_max);
  TRY(read_part(file, sheet,
                {.on_begin = [&](std::string_view name,
                                 const Handler::Attributes& attributes) { csv.begin(name, attributes); },
                 .on_end = [&](std::string_view name) { csv.end(name); },
                 .on_text = [&](std::string_view text) { csv.text(text); }}));
  if (csv.is_too_large()) return too_large();
  return csv.take();
}

}  // namespace jianzai::sheet
