#include "domain/region.h"

#include <algorithm>
#include <array>

namespace jianzai {

namespace {

// Digits up to and with each level.
constexpr std::array<std::size_t, 5> kLengths{2, 4, 6, 9, 12};

}  // namespace

std::optional<RegionCode> RegionCode::parse(std::string_view text) {
  const bool is_length = std::ranges::find(kLengths, text.size()) != kLengths.end();
  if (!is_length || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return {};
  std::string full(text);
  full.resize(kLengths.back(), '0');
  constexpr std::size_t kCounty = 2;
  std::size_t level = 0;
  std::size_t from = 0;
  for (std::size_t i = 0; i < kLengths.size(); ++i) {
    const bool is_zero = full.find_first_not_of('0', from) >= kLengths[i];
    from = kLengths[i];
    if (is_zero) continue;
    const bool follows = level == i || (level == kCounty && i == kCounty + 1);
    if (!follows) return {};
    level = i + 1;
  }
  if (level == 0) return {};
  return RegionCode(std::move(full), static_cast<RegionLevel>(level));
}

std::string_view RegionCode::prefix() const {
  return std::string_view(text_).substr(0, kLengths[static_cast<std::size_t>(level_) - 1]);
}

std::optional<RegionCode> RegionCode::parent() const {
  if (level_ == RegionLevel::kProvince) return {};
  return parse(std::string_view(text_).substr(0, kLengths[static_cast<std::size_t>(level_) - 2]));
}

bool RegionCode::contains(const RegionCode& other) const {
  return std::string_view(other.text_).starts_with(prefix());
}

std::string RegionCode::last_inside() const {
  std::string last(prefix());
  last.resize(text_.size(), '9');
  return last;
}

std::optional<RegionCode> child_around(const std::optional<RegionCode>& parent, const RegionCode& inner) {
  std::optional<RegionCode> at = inner;
  while (at && at->parent() != parent) at = at->parent();
  return at;
}

}  // namespace jianzai
