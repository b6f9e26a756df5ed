#include "idcard/nation.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "idcard/characters.h"

namespace jianzai::idcard {
namespace {

constexpr std::array<std::string_view, 56> kNations{
    "汉",     "蒙古",   "回",       "藏",     "维吾尔", "苗",   "彝",     "壮",   "布依",     "朝鲜",
    "满",     "侗",     "瑶",       "白",     "土家",   "哈尼", "哈萨克", "傣",   "黎",       "傈僳",
    "佤",     "畲",     "高山",     "拉祜",   "水",     "东乡", "纳西",   "景颇", "柯尔克孜", "土",
    "达斡尔", "仫佬",   "羌",       "布朗",   "撒拉",   "毛南", "仡佬",   "锡伯", "阿昌",     "普米",
    "塔吉克", "怒",     "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安",   "裕固", "京",       "塔塔尔",
    "独龙",   "鄂伦春", "赫哲",     "门巴",   "珞巴",   "基诺"};

// The longest common subsequence.
std::size_t shared(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (const std::string& one : a) {
    std::size_t diagonal = 0;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t above = row[j + 1];
      row[j + 1] = one == b[j] ? diagonal + 1 : std::max(above, row[j]);
      diagonal = above;
    }
  }
  return row.back();
}

}  // namespace

std::span<const std::string_view> nations() { return kNations; }

const PrintShapes& nation_shapes() {
  static const PrintShapes shapes(kNations);
  return shapes;
}

std::optional<std::string_view> nearest_nation(std::string_view utf8) {
  auto read = characters_of(utf8);
  std::erase_if(read, [](const std::string& one) { return one == "族" || one == " "; });
  std::optional<std::string_view> nearest;
  double best = 0.5;
  bool is_sole = false;
  for (const std::string_view nation : kNations) {
    const auto characters = characters_of(nation);
    const double likeness = 2.0 * static_cast<double>(shared(read, characters)) /
                            static_cast<double>(read.size() + characters.size());
    if (likeness < best) continue;
    is_sole = likeness > best || !nearest;
    best = likeness;
    nearest = nation;
  }
  return is_sole ? nearest : std::nullopt;
}

}  // namespace jianzai::idcard
