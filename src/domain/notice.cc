#include "domain/notice.h"

#include <algorithm>

#include "base/names.h"

namespace jianzai {
namespace {

constexpr Names<NoticeKind, 16> kKinds{{
    {NoticeKind::kRegisterCode, "REGISTER_CODE"},
    {NoticeKind::kResetCode, "RESET_CODE"},
    {NoticeKind::kChangeCode, "CHANGE_CODE"},
    {NoticeKind::kAlreadyRegistered, "ALREADY_REGISTERED"},
    {NoticeKind::kReminder, "REMINDER"},
    {NoticeKind::kMatched, "MATCHED"},
    {NoticeKind::kReviewAsked, "REVIEW_ASKED"},
    {NoticeKind::kReviewApproved, "REVIEW_APPROVED"},
    {NoticeKind::kReviewRejected, "REVIEW_REJECTED"},
    {NoticeKind::kVerifying, "VERIFYING"},
    {NoticeKind::kSuspended, "SUSPENDED"},
    {NoticeKind::kResumed, "RESUMED"},
    {NoticeKind::kHelped, "HELPED"},
    {NoticeKind::kHelperAdded, "HELPER_ADDED"},
    {NoticeKind::kAccountClosed, "ACCOUNT_CLOSED"},
    {NoticeKind::kNotReached, "NOT_REACHED"},
}};

constexpr Names<NoticeState, 4> kStates{{
    {NoticeState::kQueued, "QUEUED"},
    {NoticeState::kSent, "SENT"},
    {NoticeState::kDelivered, "DELIVERED"},
    {NoticeState::kFailed, "FAILED"},
}};

constexpr std::array kReminderDays{60, 30, 14, 7, 1};

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
