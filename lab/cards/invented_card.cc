#include "cards/invented_card.h"

#include <array>
#include <string_view>

#include <fmt/format.h>

namespace jianzai::cards {
namespace {

constexpr std::array kSurnames{
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐",   "孙",   "马",   "朱",  "胡", "郭",
    "何", "林", "罗", "高", "郑", "梁", "谢", "宋", "唐", "许", "韩",   "邓",   "冯",   "曹",  "彭", "曾",
    "肖", "田", "董", "潘", "袁", "蔡", "蒋", "余", "于", "杜", "叶",   "程",   "魏",   "苏",  "吕", "丁",
    "任", "卢", "姚", "沈", "钟", "姜", "崔", "谭", "陆", "范", "汪",   "廖",   "石",   "金",  "韦", "贾",
    "夏", "付", "方", "邹", "熊", "白", "孟", "秦", "邱", "侯", "江",   "尹",   "薛",   "闫",  "段", "雷",
    "龙", "黎", "史", "陶", "贺", "毛", "郝", "顾", "龚", "邵", "万",   "覃",   "武",   "钱",  "戴", "严",
    "莫", "孔", "向", "常", "汤", "康", "易", "乔", "赖", "文", "欧阳", "司马", "上官", "诸葛"};
constexpr std::array kGiven{
    "秀", "英", "兰", "桂", "玉", "珍", "凤", "淑", "华", "芳", "梅", "荣", "明", "国", "建", "军",
    "平", "志", "德", "文", "永", "福", "生", "春", "海", "林", "金", "云", "光", "清", "红", "霞",
    "美", "娟", "艳", "敏", "静", "丽", "强", "伟", "勇", "杰", "涛", "斌", "辉", "鹏", "飞", "刚",
    "峰", "宏", "浩", "宇", "轩", "涵", "雪", "琴", "素", "莲", "香", "菊", "翠", "爱", "仙", "惠",
    "贵", "全", "财", "祥", "庆", "富", "忠", "义", "仁", "礼", "信", "学", "书", "田", "水", "木",
    "成", "立", "新", "东", "南", "西", "北", "发", "友", "根", "连", "彩", "银", "珠", "月", "花",
    "巧", "小", "大", "正", "振", "世", "家", "洪", "长", "保", "有", "万", "宝", "锋", "敬", "耀",
    "瑞", "俊", "婷", "倩", "蓉", "薇", "岩", "磊", "鑫", "淼", "焱", "垚", "旺", "盛"};
// As the census lists them; the nation's own list (src/idcard/nation.cc) is tested against these.
constexpr std::array kNations{"汉",     "蒙古",   "回",       "藏",     "维吾尔",   "苗",   "彝",     "壮",
                              "布依",   "朝鲜",   "满",       "侗",     "瑶",       "白",   "土家",   "哈尼",
                              "哈萨克", "傣",     "黎",       "傈僳",   "佤",       "畲",   "高山",   "拉祜",
                              "水",     "东乡",   "纳西",     "景颇",   "柯尔克孜", "土",   "达斡尔", "仫佬",
                              "羌",     "布朗",   "撒拉",     "毛南",   "仡佬",     "锡伯", "阿昌",   "普米",
                              "塔吉克", "怒",     "乌孜别克", "俄罗斯", "鄂温克",   "德昂", "保安",   "裕固",
                              "京",     "塔塔尔", "独龙",     "鄂伦春", "赫哲",     "门巴", "珞巴",   "基诺"};
constexpr std::array kProvinces{"河北省", "山西省", "辽宁省",         "吉林省",      "江苏省", "浙江省",
                                "安徽省", "福建省", "江西省",         "山东省",      "河南省", "湖北省",
                                "湖南省", "广东省", "四川省",         "贵州省",      "云南省", "陕西省",
                                "甘肃省", "青海省", "广西壮族自治区", "内蒙古自治区"};
constexpr std::array kPlaces{"青石", "长宁", "安平", "新河", "永和", "白水", "龙泉", "石桥", "清河",
                             "双流", "东升", "南山", "西河", "北关", "大营", "小店", "柳林", "杨柳",
                             "太平", "和平", "兴隆", "金沙", "花园", "红旗", "高桥", "仙居", "宝山",
                             "凤凰", "官庄", "马头", "三合", "五里", "七里"};
constexpr std::array kStreets{"人民路", "解放街", "建设路", "新华街", "中山路",
                              "文化巷", "滨河路", "站前街", "工农路"};

// Of no province: GB/T 2260 has none of these.
constexpr std::array kNoProvinces{"10", "16", "18", "20", "27", "29", "30", "38", "39", "40", "47", "48",
                                  "49", "55", "56", "57", "58", "59", "60", "66", "67", "68", "69", "72",
                                  "73", "74", "75", "76", "77", "78", "79", "80", "84", "85", "86", "89",
                                  "90", "92", "93", "94", "95", "96", "97", "98", "99"};

template <class List>
std::string_view one_of(const List& list, Draw& draw) {
  return list[draw.below(list.size())];
}

// The lists begin with what is commonest; names follow Zipf's law about as the country's do.
template <class List>
std::string_view common_one_of(const List& list, Draw& draw) {
  const double share = draw.uniform(0, 1);
  return list[static_cast<std::size_t>(share * share * static_cast<double>(list.size()))];
}

Date some_day(int from_year, int to_year, Draw& draw) {
  using namespace std::chrono;
  const year y(from_year + static_cast<int>(draw.below(static_cast<std::size_t>(to_year - from_year + 1))));
  const month m(1 + static_cast<unsigned>(draw.below(12)));
  const auto last = static_cast<unsigned>(year_month_day_last(y, month_day_last(m)).day());
  return Date{y, m, day(1 + static_cast<unsigned>(draw.below(last)))};
}

std::string some_address(Draw& draw) {
  std::string address(one_of(kProvinces, draw));
  address += fmt::format("{}市", one_of(kPlaces, draw));
  if (draw.chance(0.5)) {
    address += fmt::format("{}县{}镇{}村{}组{}号", one_of(kPlaces, draw), one_of(kPlaces, draw),
                           one_of(kPlaces, draw), 1 + draw.below(12), 1 + draw.below(199));
  } else {
    address +=
        fmt::format("{}区{}{}号{}号楼{}单元{}室", one_of(kPlaces, draw), one_of(kStreets, draw),
                    1 + draw.below(300), 1 + draw.below(30), 1 + draw.below(6), 101 + draw.below(2200));
  }
  return address;
}

}  // namespace

InventedCard invent_card(Draw& draw) {
  InventedCard card;
  card.name = common_one_of(kSurnames, draw);
  const std::size_t given = draw.chance(0.3) ? 1 : 2;
  for (std::size_t i = 0; i < given; ++i) card.name += common_one_of(kGiven, draw);
  card.nation = one_of(kNations, draw);
  card.birth = some_day(1931, 2010, draw);
  card.sex = draw.chance(0.5) ? Sex::kMale : Sex::kFemale;
  const std::size_t sequence = 2 * draw.below(500) + (card.sex == Sex::kMale ? 1 : 0);
  const std::string digits =
      fmt::format("{}{:04}{:04}{:02}{:02}{:03}", one_of(kNoProvinces, draw), 101 + draw.below(8900),
                  static_cast<int>(card.birth.year()), static_cast<unsigned>(card.birth.month()),
                  static_cast<unsigned>(card.birth.day()), sequence);
  card.number = digits + id_number_check_character(digits);
  card.address = some_address(draw);
  card.authority = fmt::format("{}市公安局{}分局", one_of(kPlaces, draw), one_of(kPlaces, draw));
  card.valid_from = some_day(2006, 2026, draw);
  const int years = draw.chance(0.3) ? 0 : draw.chance(0.5) ? 20 : 10;
  if (years > 0) {
    const Date until = card.valid_from + std::chrono::years(years);
    card.valid_until = until.ok() ? until : Date{until.year(), until.month(), std::chrono::day(28)};
  }
  return card;
}

std::string validity_of(const InventedCard& card) {
  const auto text = [](Date date) {
    return fmt::format("{}.{:02}.{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
  };
  return text(card.valid_from) + "-" + (card.valid_until ? text(*card.valid_until) : "长期");
}

}  // namespace jianzai::cards
