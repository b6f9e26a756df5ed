// A notice (通知): a text message to somebody's phone. It holds no link, so that whoever gets one with a link
// knows that it is not ours.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "domain/ids.h"
#include "domain/plan.h"

namespace jianzai {

enum class NoticeKind {
  kRegisterCode,       // for an account that logs in by phone
  kResetCode,          // for a new password
  kChangeCode,         // for another phone
  kAlreadyRegistered,  // instead of kRegisterCode and kChangeCode: the phone has an account
  kReminder,           // proof is asked for by a day
  kMatched,            // nothing is asked: other systems have seen the person
  kReviewAsked,        // a reviewer needs more
  kReviewApproved,
  kReviewRejected,
  kVerifying,      // self-service is over, and the proof is still asked for
  kSuspended,      // payment is stopped
  kResumed,        // and goes on
  kHelped,         // the proof was made on a helper's phone, or an operator's: who knows nothing of it asks
  kHelperAdded,    // an account may act for the person from now on
  kAccountClosed,  // by the agency: it was not the person's, or had another name
  kNotReached,     // the agency tried to answer on several days, and gave up
};
inline constexpr std::array kNoticeKinds{NoticeKind::kRegisterCode,   NoticeKind::kResetCode,
                                         NoticeKind::kChangeCode,     NoticeKind::kAlreadyRegistered,
                                         NoticeKind::kReminder,       NoticeKind::kMatched,
                                         NoticeKind::kReviewAsked,    NoticeKind::kReviewApproved,
                                         NoticeKind::kReviewRejected, NoticeKind::kVerifying,
                                         NoticeKind::kSuspended,      NoticeKind::kResumed,
                                         NoticeKind::kHelped,         NoticeKind::kHelperAdded,
                                         NoticeKind::kAccountClosed,  NoticeKind::kNotReached};
[[nodiscard]] std::string_view to_text(NoticeKind kind);  // `REGISTER_CODE`
[[nodiscard]] std::optional<NoticeKind> notice_kind_from(std::string_view text);
// Somebody waits for it, at any hour; the others are sent by day.
[[nodiscard]] bool is_code(NoticeKind kind);

enum class NoticeState {
  kQueued,
  kSent,       // the gateway took it
  kDelivered,  // says the gateway
  kFailed,     // refused for good, or not taken after kNoticeTriesMax tries
};
enum class NoticeEvent { kSend, kGiveUp, kDeliver };
// Nothing when the event may not happen in that state. What comes of a message that was sent may be told
// twice, and a failed one may arrive after all.
[[nodiscard]] std::optional<NoticeState> next_state(NoticeState state, NoticeEvent event);
[[nodiscard]] std::string_view to_text(NoticeState state);
[[nodiscard]] std::optional<NoticeState> notice_state_from(std::string_view text);

// What a text says in place of a placeholder. Gateways that take no text but the number of a registered one
// fill it in there.
struct NoticeParameter {
  std::string name;  // NoticePlaceholder::parameter
  std::string value;
  bool operator==(const NoticeParameter&) const = default;
};
using NoticeParameters = std::vector<NoticeParameter>;

struct Notice {
  NoticeId id;
  std::optional<PersonId> person;  // whom it is about; nothing for codes
  NoticeKind kind = NoticeKind::kReminder;
  Secret<std::string> phone;
  // Both empty once it is sent or given up. Messages that were queued before there were parameters have none.
  Secret<std::string> text;
  Secret<NoticeParameters> parameters = {};
  NoticeState state = NoticeState::kQueued;
  Time made_at;
  int tries = 0;
  Time next_try_at;
};

inline constexpr int kNoticeTriesMax = 6;
// How long to wait after the `tries`-th one that failed (1 to kNoticeTriesMax - 1): a minute, then four times
// the last wait. All of them take less than six hours.
[[nodiscard]] std::chrono::minutes wait_after(int tries);

// The days before the last one of self-service on which a person is reminded: 60, 30, 14, 7 and 1
// (reference/domain.md section 5). The first of them that is `from` or later; nothing when there is none.
[[nodiscard]] std::optional<Date> next_reminder(const PlanWindow& window, Date from);
// When a new task's person is first reminded: at once where less than 60 days are left.
[[nodiscard]] std::optional<Date> first_reminder(const PlanWindow& window, Date today);

}  // namespace jianzai
