#include "face/pairs.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

namespace jianzai::face {
namespace {

tl::unexpected<Error> wrong(int line, const std::string& what) {
  return fail(ErrorCode::kInvalidRequest, "line " + std::to_string(line) + ": " + what);
}

std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> words;
  std::string word;
  for (const char c : text) {
    if (c != ' ' && c != ';') {
      word += c;
      continue;
    }
    if (!word.empty()) words.insert(word);
    word.clear();
  }
  if (!word.empty()) words.insert(word);
  return words;
}

std::optional<bool> flag_of(std::string_view text) {
  if (text == "1" || text == "true") return true;
  if (text == "0" || text == "false") return false;
  return std::nullopt;
}

bool stays_inside(const std::string& file) {
  const std::filesystem::path path(file);
  return !file.empty() && !path.is_absolute() &&
         std::none_of(path.begin(), path.end(), [](const auto& part) { return part == ".."; });
}

// Which column holds what.
struct Columns {
  std::size_t first = 0;
  std::size_t second = 0;
  std::size_t same = 0;
  std::map<std::string, std::size_t> plain;                            // group column by name
  std::map<std::string, std::pair<std::size_t, std::size_t>> by_side;  // x of x1 and x2
};

using Names = std::map<std::string, std::size_t>;

Result<Names> names_of(const CsvRow& header, std::initializer_list<const char*> needed) {
  Names names;
  for (std::size_t i = 0; i < header.values.size(); ++i) {
    if (!names.emplace(header.values[i], i).second) {
      return wrong(header.line, "two columns are called " + header.values[i]);
    }
  }
  for (const char* name : needed) {
    if (!names.contains(name)) return wrong(header.line, std::string("no column ") + name);
  }
  return names;
}

// The list's rows: a header, then as many values in each.
Result<std::vector<CsvRow>> rows_of(std::string_view csv) {
  auto rows = TRY(read_csv(csv));
  if (rows.empty()) return fail(ErrorCode::kInvalidRequest, "line 1: no header");
  const auto columns = rows.front().values.size();
  for (const auto& row : rows) {
    if (row.values.size() == columns) continue;
    return wrong(row.line,
                 std::to_string(row.values.size()) + " values instead of " + std::to_string(columns));
  }
  return rows;
}

Result<Columns> columns_of(const CsvRow& header) {
  auto names = TRY(names_of(header, {"img1", "img2", "same"}));
  Columns columns{
      .first = names["img1"], .second = names["img2"], .same = names["same"], .plain = {}, .by_side = {}};
  for (const auto& [name, index] : names) {
    if (index == columns.first || index == columns.second || index == columns.same || name.empty()) continue;
    const std::string stem = name.substr(0, name.size() - 1);
    const bool sided = !stem.empty() && names.contains(stem + "1") && names.contains(stem + "2");
    if (sided && (name.back() == '1' || name.back() == '2')) {
      columns.by_side[stem] = {names[stem + "1"], names[stem + "2"]};
    } else {
      columns.plain[name] = index;
    }
  }
  return columns;
}

}  // namespace

Result<std::vector<CsvRow>> read_csv(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<CsvRow> rows;
  int line = 1;
  std::size_t at = 0;
  while (at < text.size()) {
    CsvRow row{.line = line, .values = {}};
    bool row_ended = false;
    bool quoted_any = false;
    while (!row_ended) {
      std::string value;
      if (at < text.size() && text[at] == '"') {
        quoted_any = true;
        const int opened = line;
        ++at;
        while (true) {
          if (at == text.size()) return wrong(opened, "a quote is not closed");
          if (text[at] == '"' && at + 1 < text.size() && text[at + 1] == '"') {
            value += '"';
            at += 2;
          } else if (text[at] == '"') {
            ++at;
            break;
          } else {
            if (text[at] == '\n') ++line;
            value += text[at++];
          }
        }
      } else {
        while (at < text.size() && text[at] != ',' && text[at] != '\n' && text[at] != '\r') {
          if (text[at] == '"') return wrong(line, "a quote inside a value");
          value += text[at++];
        }
      }
      row.values.push_back(std::move(value));
      if (at < text.size() && text[at] == ',') {
        ++at;
        continue;
      }
      if (at < text.size() && text[at] == '\r') ++at;
      if (at < text.size()) {
        // A lone CR ends a row too, as old spreadsheets write it.
        if (text[at] == '\n') {
          ++at;
        } else if (text[at - 1] != '\r') {
          return wrong(line, "text after a closing quote");
        }
        ++line;
      }
      row_ended = true;
    }
    const bool empty = row.values.size() == 1 && row.values[0].empty() && !quoted_any;
    if (!empty) rows.push_back(std::move(row));
    if (rows.size() > kPairsMax) return wrong(line, "too many rows");
  }
  return rows;
}

Result<std::vector<ImagePair>> read_pairs(std::string_view csv) {
  const auto rows = TRY(rows_of(csv));
  const auto columns = TRY(columns_of(rows.front()));
  std::vector<ImagePair> pairs;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto& row = rows[i];
    const auto same = flag_of(row.values[columns.same]);
    if (!same) return wrong(row.line, "same is neither 1 nor 0");
    ImagePair pair{.first = row.values[columns.first],
                   .second = row.values[columns.second],
                   .same = *same,
                   .groups = {}};
    if (!stays_inside(pair.first) || !stays_inside(pair.second)) {
      return wrong(row.line, "a picture's path is empty or leaves the folder");
    }
    for (const auto& [name, index] : columns.plain) {
      if (!row.values[index].empty()) pair.groups.push_back(name + "=" + row.values[index]);
    }
    for (const auto& [stem, sides] : columns.by_side) {
      const auto second = words_of(row.values[sides.second]);
      for (const auto& word : words_of(row.values[sides.first])) {
        if (second.contains(word)) pair.groups.push_back(stem + "=" + word);
      }
    }
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

Result<std::vector<ImageOfPerson>> read_images(std::string_view csv) {
  const auto rows = TRY(rows_of(csv));
  auto names = TRY(names_of(rows.front(), {"identity", "img"}));
  std::vector<ImageOfPerson> images;
  std::set<std::string> files;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto& row = rows[i];
    ImageOfPerson image{
        .file = row.values[names["img"]], .person = row.values[names["identity"]], .groups = {}};
    if (!stays_inside(image.file)) {
      return wrong(row.line, "a picture's path is empty or leaves the folder");
    }
    if (image.person.empty()) return wrong(row.line, "no identity");
    if (!files.insert(image.file).second) return wrong(row.line, image.file + " for the second time");
    for (const char* name : {"set", "tags"}) {
      if (!names.contains(name)) continue;
      for (const auto& word : words_of(row.values[names[name]])) {
        image.groups.push_back(std::string(name) + "=" + word);
      }
    }
    images.push_back(std::move(image));
  }
  return images;
}

}  // namespace jianzai::face
