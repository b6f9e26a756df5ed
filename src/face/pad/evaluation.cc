#include "face/pad/evaluation.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include <boost/math/special_functions/beta.hpp>

#include "face/pairs.h"

namespace jianzai::face::pad {
namespace {

tl::unexpected<Error> wrong(int line, const std::string& what) {
  return fail(ErrorCode::kInvalidRequest, "line " + std::to_string(line) + ": " + what);
}

bool stays_inside(const std::string& file) {
  const std::filesystem::path path(file);
  return !file.empty() && !path.is_absolute() && std::ranges::find(path, "..") == path.end();
}

}  // namespace

Rate clopper_pearson(std::int64_t events, std::int64_t trials) {
  if (trials <= 0) return {};
  const auto k = static_cast<double>(events);
  const auto n = static_cast<double>(trials);
  Rate rate{.value = k / n, .low = 0, .high = 1, .events = events, .trials = trials};
  if (events > 0) rate.low = boost::math::ibeta_inv(k, n - k + 1, 0.025);
  if (events < trials) rate.high = boost::math::ibeta_inv(k + 1, n - k, 0.975);
  return rate;
}

Result<std::vector<LabelledPicture>> read_labelled(std::string_view csv) {
  const auto rows = TRY(read_csv(csv));
  if (rows.empty()) return fail(ErrorCode::kInvalidRequest, "line 1: no header");
  const auto& header = rows.front().values;
  const auto column = [&](std::string_view name) -> std::optional<std::size_t> {
    const auto found = std::ranges::find(header, name);
    if (found == header.end()) return std::nullopt;
    return static_cast<std::size_t>(found - header.begin());
  };
  std::optional<std::size_t> path;
  for (const char* name : {"path", "file", "img"}) {
    if (!path) path = column(name);
  }
  const auto label = column("label");
  const auto species = column("species");
  if (!path || !label) return wrong(rows.front().line, "no column path or no column label");
  std::vector<LabelledPicture> pictures;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto& row = rows[i];
    if (row.values.size() != header.size()) {
      return wrong(row.line,
                   std::to_string(row.values.size()) + " values instead of " + std::to_string(header.size()));
    }
    LabelledPicture picture{.file = row.values[*path], .species = {}};
    if (!stays_inside(picture.file)) return wrong(row.line, "a picture's path is empty or leaves the folder");
    constexpr std::string_view kAttack = "attack";
    std::string_view what = row.values[*label];
    if (what.starts_with(kAttack)) {
      what.remove_prefix(kAttack.size());
      if (!what.empty() && what.front() != '_') return wrong(row.line, "label is not attack_<species>");
      if (!what.empty()) what.remove_prefix(1);
      if (what.empty() && species) what = row.values[*species];
      picture.species = what.empty() ? "unknown" : std::string(what);
    } else if (what != "bona_fide") {
      return wrong(row.line, "label is neither bona_fide nor attack");
    }
    pictures.push_back(std::move(picture));
  }
  return pictures;
}

}  // namespace jianzai::face::pad
