// Administrative regions (行政区划) by their 12-digit statistical code: province 2, city 2, county 2, town 3,
// village 3 digits; what follows is zero. Source: the National Bureau of Statistics' rules for
// 统计用区划代码.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jianzai {

enum class RegionLevel { kProvince = 1, kCity, kCounty, kTown, kVillage };

class RegionCode {
 public:
  // 12 digits, or the 2, 4, 6 or 9 of a higher level. Nothing for anything else, and where a lower level is
  // given under a zero one: 130000000001. Only the county may be left out: the towns of Dongguan have none.
  // Whether the place exists is not known here.
  [[nodiscard]] static std::optional<RegionCode> parse(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }  // 12 digits
  [[nodiscard]] RegionLevel level() const { return level_; }
  // The town of a city without counties belongs to the city. Nothing above a province.
  [[nodiscard]] std::optional<RegionCode> parent() const;
  // Itself, too.
  [[nodiscard]] bool contains(const RegionCode& other) const;
  // What the codes of all regions inside begin with: `1309`.
  [[nodiscard]] std::string_view prefix() const;
  // No code inside comes behind this text: `130999999999`.
  [[nodiscard]] std::string last_inside() const;

  friend bool operator==(const RegionCode&, const RegionCode&) = default;
  friend auto operator<=>(const RegionCode&, const RegionCode&) = default;

 private:
  RegionCode(std::string text, RegionLevel level) : text_(std::move(text)), level_(level) {}
  std::string text_;
  RegionLevel level_;
};

// The region one level below `parent`, without one the province, that holds `inner`; nothing for `parent`
// itself and for what lies elsewhere.
[[nodiscard]] std::optional<RegionCode> child_around(const std::optional<RegionCode>& parent,
                                                     const RegionCode& inner);

// A region as people call it: 示范县.
struct Region {
  RegionCode code;
  std::string name;
};

}  // namespace jianzai
