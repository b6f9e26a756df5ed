#include "app/roster/fault_words.h"

#include <array>
#include <span>
#include <utility>

namespace jianzai::app {
namespace {

using Word = std::pair<std::string_view, std::string_view>;

constexpr std::array<Word, 12> kFields{{
    {"", "整行"},
    {"name", "姓名"},
    {"id_number", "身份证号"},
    {"category", "待遇类别"},
    {"phone", "手机号"},
    {"started_on", "享受待遇时间"},
    {"region", "地区代码"},
    {"employer", "统一社会信用代码"},
    {"last_passed_on", "上次认证日期"},
    {"source", "来源"},
    {"date", "日期"},
    {"kind", "类型"},
}};

constexpr std::array<Word, 15> kFaults{{
    {"REQUIRED", "没有填写"},
    {"TOO_LONG", "太长"},
    {"LENGTH", "不是18位（老证15位）"},
    {"CHARACTERS", "有不该有的字"},
    {"DATE", "日期不对"},
    {"CHECKSUM", "校验码不对，有一位写错了"},
    {"PHONE", "不是11位手机号"},
    {"VALUE", "填写不符合要求"},
    {"UNKNOWN_CATEGORY", "没有这个待遇类别"},
    {"CREDIT_CODE", "统一社会信用代码不对"},
    {"UNKNOWN_EMPLOYER", "单位名录里没有这个单位"},
    {"NAME_ID_MISMATCH", "身份证号已登记，但姓名不同"},
    {"OTHER_AGENCY", "属于其他经办机构"},
    {"BEFORE_START", "比享受待遇时间还早"},
    {"UNKNOWN_PERSON", "本机构没有登记这个人"},
}};

std::string_view word_for(std::span<const Word> words, std::string_view wanted) {
  for (const auto& [code, word] : words) {
    if (code == wanted) return word;
  }
  return wanted;
}

}  // namespace

std::string_view chinese_field(std::string_view field) { return word_for(kFields, field); }
std::string_view chinese_fault(std::string_view code) { return word_for(kFaults, code); }

}  // namespace jianzai::app
