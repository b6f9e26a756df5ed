#include "domain/notice_wording.h"

#include <algorithm>
#include <array>

#include "base/id_number.h"
#include "domain/person_details.h"

namespace jianzai {
namespace {

// A family often shares one phone: every message says whom it is about.
constexpr NoticePlaceholder kName{.name = "姓名", .parameter = "name", .is_required = true};
constexpr NoticePlaceholder kDueOn{.name = "截止日期", .parameter = "day", .is_required = true};
constexpr NoticePlaceholder kPhone{.name = "电话", .parameter = "phone", .is_required = false};
constexpr NoticePlaceholder kCode{.name = "验证码", .parameter = "code", .is_required = true};

constexpr std::array kOfCodes{kCode};
constexpr std::array kOfResults{kName, kPhone};
constexpr std::array kOfDueDays{kName, kDueOn, kPhone};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// What a reader does not see, or what looks like the sender.
bool has_forbidden_characters(std::string_view text) {
  constexpr std::array<std::string_view, 5> kForbidden{"【", "】", "\u00AD", "\u061C", "\uFEFF"};
  if (std::ranges::any_of(text, [](char c) { return (c >= 0 && c < ' ') || c == '\x7F'; })) return true;
  if (std::ranges::any_of(kForbidden, [&](auto one) { return text.find(one) != std::string_view::npos; }))
    return true;
  // U+200B to U+200F, U+2028 to U+202E, U+2060 to U+206F: without width, or changing the direction.
  for (std::size_t at = text.find('\xE2'); at != std::string_view::npos; at = text.find('\xE2', at + 1)) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    if (at + 2 >= text.size()) break;
    const bool is_hidden = (byte(1) == 0x80 && byte(2) >= 0x8B && byte(2) <= 0x8F) ||
                           (byte(1) == 0x80 && byte(2) >= 0xA8 && byte(2) <= 0xAE) ||
                           (byte(1) == 0x81 && byte(2) >= 0xA0 && byte(2) <= 0xAF);
    if (is_hidden) return true;
  }
  return false;
}

// Where phones take a dot for part of an address: behind something, before a letter, or in four numbers.
bool has_address(std::string_view text) {
  int dots_in_number = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!is_digit(c) && c != '.') dots_in_number = 0;
    if (c != '.' || i == 0 || i + 1 == text.size()) continue;
    const char next = text[i + 1];
    if (is_digit(next) && is_digit(text[i - 1]) && ++dots_in_number == 3) return true;
    if (is_letter(next) || static_cast<unsigned char>(next) >= 0x80) return true;
  }
  return false;
}

bool has_link(std::string_view wording) {
  // Phones read these as dots, too: 。 only where no Chinese sentence ends there.
  std::string text;
  const std::string plain = to_half_width(wording);
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const auto at = std::string_view(plain).substr(i);
    const bool is_stop = at.starts_with("。") || at.starts_with("｡");
    if (is_stop && i + 3 < plain.size() && i > 0 && (is_letter(plain[i - 1]) || is_digit(plain[i - 1])) &&
        is_letter(plain[i + 3])) {
      text += '.';
      i += 2;
    } else if (plain[i] != ' ') {
      text += plain[i] >= 'A' && plain[i] <= 'Z' ? static_cast<char>(plain[i] - 'A' + 'a') : plain[i];
    }
  }
  constexpr std::array<std::string_view, 8> kWords{"http", "www",  "://",    "短链",
                                                   "链接", "网址", "二维码", "%"};
  return std::ranges::any_of(kWords, [&](auto word) { return text.find(word) != std::string::npos; }) ||
         has_address(text);
}

std::optional<WordingFault> placeholder_fault(NoticeKind kind, std::string_view wording) {
  const auto known = placeholders_of(kind);
  std::vector<std::string_view> found;
  for (std::size_t at = wording.find_first_of("{}"); at != std::string_view::npos;
       at = wording.find_first_of("{}", at + 1)) {
    const auto end = wording[at] == '{' ? wording.find_first_of("{}", at + 1) : std::string_view::npos;
    if (end == std::string_view::npos || wording[end] == '{') return WordingFault::kUnknownPlaceholder;
    const auto name = wording.substr(at + 1, end - at - 1);
    if (std::ranges::find(known, name, &NoticePlaceholder::name) == known.end())
      return WordingFault::kUnknownPlaceholder;
    found.push_back(name);
    at = end;
  }
  // Written with a Chinese keyboard they would be sent as they are.
  if (wording.find("｛") != std::string_view::npos || wording.find("｝") != std::string_view::npos)
    return WordingFault::kUnknownPlaceholder;
  const bool is_whole = std::ranges::all_of(known, [&](const NoticePlaceholder& one) {
    return !one.is_required || std::ranges::find(found, one.name) != found.end();
  });
  return is_whole ? std::nullopt : std::optional(WordingFault::kMissingPlaceholder);
}

std::string day_of(const std::optional<Date>& day) {
  if (!day) return "规定的日子";
  return std::to_string(static_cast<unsigned>(day->month())) + "月" +
         std::to_string(static_cast<unsigned>(day->day())) + "日";
}

std::string value_of(std::string_view placeholder, const NoticeWords& words) {
  if (placeholder == kName.name) return words.name;
  if (placeholder == kDueOn.name) return day_of(words.due_on);
  if (placeholder == kPhone.name) return words.phone;
  return words.code;
}

std::string filled(std::string_view sentence, const NoticeWords& words) {
  std::string text;
  while (!sentence.empty()) {
    const auto begin = sentence.find('{');
    const auto end = sentence.find('}', begin);
    if (end == std::string_view::npos) return text.append(sentence);
    text.append(sentence.substr(0, begin))
        .append(value_of(sentence.substr(begin + 1, end - begin - 1), words));
    sentence.remove_prefix(end + 1);
  }
  return text;
}

// Behind the mark that ends its first sentence; all of it without one.
std::size_t end_of_sentence(std::string_view text) {
  std::size_t end = text.size();
  for (const std::string_view mark : {"。", "！", "？"}) {
    const auto at = text.find(mark);
    if (at != std::string_view::npos) end = std::min(end, at + mark.size());
  }
  return end;
}

bool speaks_of(std::string_view text, const NoticePlaceholder& one) {
  return text.find("{" + std::string(one.name) + "}") != std::string_view::npos;
}

// Whether what has to be said stands in a sentence that names a phone.
bool needs_phone(NoticeKind kind, std::string_view wording) {
  while (!wording.empty()) {
    const auto sentence = wording.substr(0, end_of_sentence(wording));
    wording.remove_prefix(sentence.size());
    const bool says_it = std::ranges::any_of(placeholders_of(kind), [&](const NoticePlaceholder& one) {
      return one.is_required && speaks_of(sentence, one);
    });
    if (says_it && speaks_of(sentence, kPhone)) return true;
  }
  return false;
}

// The sentences that are sent, before anything is filled in.
std::string sent_of(NoticeKind kind, const NoticeWords& words, std::string_view wording) {
  if (wording.empty() || (words.phone.empty() && needs_phone(kind, wording))) wording = default_wording(kind);
  std::string sent;
  while (!wording.empty()) {
    const auto sentence = wording.substr(0, end_of_sentence(wording));
    wording.remove_prefix(sentence.size());
    if (!speaks_of(sentence, kPhone) || !words.phone.empty()) sent += sentence;
  }
  return sent;
}

bool ends_a_sentence(std::string_view text) {
  return text.ends_with("。") || text.ends_with("！") || text.ends_with("？");
}

}  // namespace

std::span<const NoticePlaceholder> placeholders_of(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::kRegisterCode:
    case NoticeKind::kResetCode:
    case NoticeKind::kChangeCode:
      return kOfCodes;
    case NoticeKind::kAlreadyRegistered:
      return {};
    case NoticeKind::kReminder:
    case NoticeKind::kReviewAsked:
    case NoticeKind::kVerifying:
      return kOfDueDays;
    case NoticeKind::kMatched:
    case NoticeKind::kReviewApproved:
    case NoticeKind::kReviewRejected:
    case NoticeKind::kSuspended:
    case NoticeKind::kResumed:
    case NoticeKind::kHelped:
    case NoticeKind::kHelperAdded:
    case NoticeKind::kAccountClosed:
    case NoticeKind::kNotReached:
      return kOfResults;
  }
  return {};
}

std::string_view default_wording(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::kRegisterCode:
      return "验证码 {验证码}，用于手机号注册，10分钟内有效。";
    case NoticeKind::kResetCode:
      return "验证码 {验证码}，用于重设密码，10分钟内有效。";
    case NoticeKind::kChangeCode:
      return "验证码 {验证码}，用于更换手机号，10分钟内有效。";
    case NoticeKind::kAlreadyRegistered:
      return "这个手机号已经注册过，请直接用手机号和密码登录；忘了密码请点“忘记密码”。";
    case NoticeKind::kReminder:
      return "{姓名}您好，请在{截止日期}之前（含当天）完成待遇领取资格认证，用手机刷脸就行，不用出门，"
             "家人也可以帮您做。有疑问请打 {电话}。";
    case NoticeKind::kMatched:
      return "{姓名}您好，您这次的待遇领取资格认证已由系统核对完成，什么都不用做。有疑问请打 {电话}。";
    case NoticeKind::kReviewAsked:
      return "{姓名}您好，您申请的人工审核还缺一点材料，要补什么请登录后查看，请在{截止日期}之前（含当天）"
             "补上。有疑问请打 {电话}。";
    case NoticeKind::kReviewApproved:
      return "{姓名}您好，您申请的人工审核已经通过，这次的资格认证完成了。有疑问请打 {电话}。";
    case NoticeKind::kReviewRejected:
      return "{姓名}您好，您申请的人工审核没有通过，为什么、接下来怎么办，请登录后查看。有疑问请打 {电话}。";
    case NoticeKind::kVerifying:
      return "{姓名}您好，您的资格认证还没有做完。请在{截止日期}之前（含当天）用手机刷脸，或请家人、工作人员"
             "帮您办，待遇照发。有疑问请打 {电话}。";
    case NoticeKind::kSuspended:
      return "{姓名}"
             "您好，您的资格认证没有按时完成，待遇暂时停发。现在认证也来得及，通过后恢复发放，停发的会补给您"
             "。"
             "请打 {电话}，我们帮您办。";
    case NoticeKind::kResumed:
      return "{姓名}您好，您的资格认证完成了，待遇恢复发放，停发的会补给您。有疑问请打 {电话}。";
    case NoticeKind::kHelped:
      return "{姓名}您好，您的资格认证由家人或工作人员帮您完成了。您要是不知道这件事，请打 {电话}。";
    case NoticeKind::kHelperAdded:
      return "{姓名}"
             "您好，有人要用自己的手机帮您做资格认证。您要是不认识，请登录后在“谁在帮我认证”里点“不要他帮忙”"
             "。有疑问请打 {电话}。";
    case NoticeKind::kAccountClosed:
      return "{姓名}"
             "您好，社保机构注销了您的认证账号：账号不是本人的，或者姓名和登记的不一样。待遇不受影响，请用身"
             "份证上的姓名"
             "重新注册。有疑问请打 {电话}。";
    case NoticeKind::kNotReached:
      return "{姓名}您好，您托我们办的事，我们联系了几天都没有联系上您，这一件先办结了。还要办的话，请再提"
             "一次。也可以打 {电话}。";
  }
  return {};
}

std::string_view warning_of(NoticeKind kind) {
  if (kind == NoticeKind::kAlreadyRegistered) return "如果不是您本人操作，不用理会。";
  if (is_code(kind)) return "任何人向您要验证码都是骗子，请不要告诉别人。";
  // Against messages that pretend to be this one (reference/domain.md section 1).
  return "本短信不带链接，要钱、要密码的都是骗子。";
}

std::optional<WordingFault> wording_fault(NoticeKind kind, std::string_view wording) {
  if (!count_characters(wording) || has_forbidden_characters(wording)) return WordingFault::kCharacters;
  if (wording.find_first_not_of(' ') == std::string_view::npos) return WordingFault::kEmpty;
  if (sms_characters(wording) > kWordingCharactersMax) return WordingFault::kTooLong;
  if (has_link(wording)) return WordingFault::kLink;
  return placeholder_fault(kind, wording);
}

std::string text_of(NoticeKind kind, const NoticeWords& words, std::string_view wording) {
  std::string text = "【" + words.sender + "】" + filled(sent_of(kind, words, wording), words);
  if (!ends_a_sentence(text)) text += "。";
  return text.append(warning_of(kind));
}

NoticeParameters parameters_of(NoticeKind kind, const NoticeWords& words, std::string_view wording) {
  const auto sent = sent_of(kind, words, wording);
  NoticeParameters parameters;
  for (const NoticePlaceholder& one : placeholders_of(kind)) {
    if (speaks_of(sent, one))
      parameters.push_back({.name = std::string(one.parameter), .value = value_of(one.name, words)});
  }
  return parameters;
}

std::size_t sms_characters(std::string_view utf8) {
  std::size_t count = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 || byte >= 0xC0) count += byte >= 0xF0 ? 2 : 1;
  }
  return count;
}

std::size_t sms_parts(std::size_t characters) {
  constexpr std::size_t kAlone = 70;
  constexpr std::size_t kPart = 67;
  return characters <= kAlone ? 1 : (characters + kPart - 1) / kPart;
}

}  // namespace jianzai
