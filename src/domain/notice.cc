#include "domain/notice.h"

#include <algorithm>

#include "base/names.h"

namespace jianzai {
namespace {

constexpr Names<NoticeKind, 9> kKinds{{
    {NoticeKind::kRegisterCode, "REGISTER_CODE"},
    {NoticeKind::kResetCode, "RESET_CODE"},
    {NoticeKind::kChangeCode, "CHANGE_CODE"},
    {NoticeKind::kAlreadyRegistered, "ALREADY_REGISTERED"},
    {NoticeKind::kReminder, "REMINDER"},
    {NoticeKind::kMatched, "MATCHED"},
    {NoticeKind::kReviewAsked, "REVIEW_ASKED"},
    {NoticeKind::kReviewApproved, "REVIEW_APPROVED"},
    {NoticeKind::kReviewRejected, "REVIEW_REJECTED"},
}};

constexpr Names<NoticeState, 4> kStates{{
    {NoticeState::kQueued, "QUEUED"},
    {NoticeState::kSent, "SENT"},
    {NoticeState::kDelivered, "DELIVERED"},
    {NoticeState::kFailed, "FAILED"},
}};

constexpr std::array kReminderDays{60, 30, 14, 7, 1};

std::string words_of_code(std::string_view use, const NoticeWords& words) {
  return "验证码 " + words.code + "，用于" + std::string(use) +
         "，10分钟内有效。任何人向您要验证码都是骗子，请不要告诉别人。";
}

// Against messages that pretend to be this one (reference/domain.md section 1).
constexpr std::string_view kNoLink = "本短信不带链接，要钱、要密码的都是骗子。";

std::string ask_at(const NoticeWords& words) {
  return words.phone.empty() ? std::string() : "有疑问请打 " + words.phone + "。";
}

std::string greeting(const NoticeWords& words) { return words.name + "您好，"; }

std::string day_of(const std::optional<Date>& day) {
  if (!day) return "规定的日子";
  return std::to_string(static_cast<unsigned>(day->month())) + "月" +
         std::to_string(static_cast<unsigned>(day->day())) + "日";
}

std::string body_of(NoticeKind kind, const NoticeWords& words) {
  switch (kind) {
    case NoticeKind::kRegisterCode:
      return words_of_code("手机号注册", words);
    case NoticeKind::kResetCode:
      return words_of_code("重设密码", words);
    case NoticeKind::kChangeCode:
      return words_of_code("更换手机号", words);
    case NoticeKind::kAlreadyRegistered:
      return "这个手机号已经注册过，请直接用手机号和密码登录；忘了密码请点“忘记密码”。如果不是您本人操作，"
             "不用理会。";
    case NoticeKind::kReminder:
      return greeting(words) + "请在" + day_of(words.due_on) +
             "之前（含当天）完成待遇领取资格认证，用手机刷脸就行，不用出门，家人也可以帮您做。" +
             ask_at(words) + std::string(kNoLink);
    case NoticeKind::kMatched:
      return greeting(words) + "您这次的待遇领取资格认证已由系统核对完成，什么都不用做。" + ask_at(words) +
             std::string(kNoLink);
    case NoticeKind::kReviewAsked:
      return greeting(words) + "您申请的人工审核还缺一点材料，要补什么请登录后查看，请在" +
             day_of(words.due_on) + "之前（含当天）补上。" + ask_at(words) + std::string(kNoLink);
    case NoticeKind::kReviewApproved:
      return greeting(words) + "您申请的人工审核已经通过，这次的资格认证完成了。" + ask_at(words) +
             std::string(kNoLink);
    case NoticeKind::kReviewRejected:
      return greeting(words) + "您申请的人工审核没有通过，为什么、接下来怎么办，请登录后查看。" +
             ask_at(words) + std::string(kNoLink);
  }
  return {};
}

}  // namespace

std::string_view to_text(NoticeKind kind) { return name_of(kKinds, kind); }
std::optional<NoticeKind> notice_kind_from(std::string_view text) { return value_of(kKinds, text); }
std::string_view to_text(NoticeState state) { return name_of(kStates, state); }
std::optional<NoticeState> notice_state_from(std::string_view text) { return value_of(kStates, text); }

bool is_code(NoticeKind kind) {
  return kind == NoticeKind::kRegisterCode || kind == NoticeKind::kResetCode ||
         kind == NoticeKind::kChangeCode || kind == NoticeKind::kAlreadyRegistered;
}

std::optional<NoticeState> next_state(NoticeState state, NoticeEvent event) {
  switch (event) {
    case NoticeEvent::kSend:
      if (state == NoticeState::kQueued) return NoticeState::kSent;
      break;
    case NoticeEvent::kGiveUp:
      if (state == NoticeState::kQueued || state == NoticeState::kSent) return NoticeState::kFailed;
      break;
    case NoticeEvent::kDeliver:
      if (state == NoticeState::kSent || state == NoticeState::kFailed) return NoticeState::kDelivered;
      break;
  }
  return std::nullopt;
}

std::chrono::minutes wait_after(int tries) {
  return std::chrono::minutes(1 << (2 * std::clamp(tries - 1, 0, kNoticeTriesMax - 2)));
}

std::string text_of(NoticeKind kind, const NoticeWords& words) {
  return "【" + words.sender + "】" + body_of(kind, words);
}

std::optional<Date> next_reminder(const PlanWindow& window, Date from) {
  for (const int days : kReminderDays) {
    const Date day{std::chrono::sys_days(window.self_to) - std::chrono::days(days)};
    if (day >= from && day >= window.self_from) return day;
  }
  return std::nullopt;
}

std::optional<Date> first_reminder(const PlanWindow& window, Date today) {
  const Date begins = std::max(window.self_from, today);
  if (begins > window.self_to) return std::nullopt;
  const Date earliest{std::chrono::sys_days(window.self_to) - std::chrono::days(kReminderDays.front())};
  return std::max(begins, earliest);
}

}  // namespace jianzai
