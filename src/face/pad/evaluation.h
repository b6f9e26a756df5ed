// How well presentation attack detection works, from labelled pictures (ISO/IEC 30107-3). Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "face/evaluation.h"

namespace jianzai::face::pad {

// The exact 95 % interval of C. Clopper and E. Pearson, Biometrika 26 (1934): right for few trials and for
// rates near 0, where attacks are counted. Takes trials as independent: frames of one attack are not. Without
// trials: value 0, interval [0, 1].
[[nodiscard]] Rate clopper_pearson(std::int64_t events, std::int64_t trials);

// One picture of a list.
struct LabelledPicture {
  std::string file;                    // relative to the folder of pictures
  std::optional<std::string> species;  // of the attack; nothing: bona fide
};

// Columns by header: path (or file, or img) and label: `bona_fide`, `attack`, or `attack_<species>`, as
// liveness_samples/liveness.csv has them. A column `species` tells it for `attack`, which is `unknown`
// without. Other columns are not looked at. Errors: kInvalidRequest with the line that is wrong; paths that
// leave the folder are wrong too.
[[nodiscard]] Result<std::vector<LabelledPicture>> read_labelled(std::string_view csv);

}  // namespace jianzai::face::pad
