// The list of picture pairs that an evaluation runs on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jianzai::face {

inline constexpr std::size_t kPairsMax = 5'000'000;

// RFC 4180 with what spreadsheets make of it: CRLF or LF, an UTF-8 byte order mark, quotes with "" inside,
// empty lines between rows. Errors: kInvalidRequest with the line where a quote is not closed or stands
// inside a value.
struct CsvRow {
  int line = 0;  // where it begins, from 1
  std::vector<std::string> values;
};
[[nodiscard]] Result<std::vector<CsvRow>> read_csv(std::string_view text);

// One pair: two pictures, whether they show one person, and the groups that it belongs to.
struct ImagePair {
  std::string first;  // relative to the folder of pictures
  std::string second;
  bool same = false;
  std::vector<std::string> groups;  // `set=lfw`, `tags=east_asian`
};

// Columns by header: img1, img2, same (1/0/true/false); every other column is a group `column=value`. Two
// columns x1 and x2 hold the words (split at spaces and ;) of the first and of the second picture: the pair
// belongs to `x=word` when both pictures have the word. Errors: kInvalidRequest with the line that is wrong;
// paths that leave the folder are wrong too.
[[nodiscard]] Result<std::vector<ImagePair>> read_pairs(std::string_view csv);

// One picture and whom it shows, for evaluations that compare every picture with every other.
struct ImageOfPerson {
  std::string file;  // relative to the folder of pictures
  std::string person;
  std::vector<std::string> groups;  // sorted: `set=lfw`, `tags=east_asian`
};

// Columns by header: identity, img; where there are columns `set` and `tags`, each of their words (split at
// spaces and ;) is a group `column=word`. Other columns are not looked at. Errors: kInvalidRequest with the
// line that is wrong; a picture that comes twice is wrong too.
[[nodiscard]] Result<std::vector<ImageOfPerson>> read_images(std::string_view csv);

}  // namespace jianzai::face
