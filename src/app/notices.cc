#include "app/notices.h"

#include <algorithm>

#include "app/fields.h"
#include "app/notice_texts.h"
#include "app/reported_deaths.h"
#include "app/view_persons.h"
#include "app/write.h"
#include "base/log.h"
#include "domain/receipt.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kRemindersPerSweep = 500;
// Few, so that a code that comes in between does not wait for the others.
constexpr std::size_t kSentPerRound = 10;
constexpr std::size_t kNoticesListed = 50;
// Longer than any gateway's answer takes: by then another worker may send it.
constexpr std::chrono::minutes kClaim{5};
// When a phone may ring because of us.
constexpr OpeningHours kDaytime{.from = std::chrono::hours(8), .to = std::chrono::hours(20)};

Notice new_notice(Ports& ports, NoticeKind kind, Secret<std::string> phone, std::string text) {
  const Time now = ports.clock.now();
  return {.id = NoticeId::make(ports.clock, ports.random),
          .person = {},
          .kind = kind,
          .phone = std::move(phone),
          .text = Secret(std::move(text)),
          .made_at = now,
          .next_try_at = now};
}

// `at`, or the next morning for what is sent by day.
Time earliest(NoticeKind kind, Time at) {
  if (is_code(kind) || is_open(kDaytime, at)) return at;
  const Date today = china_date(at);
  const auto morning = china_midnight(today) + kDaytime.from;
  return morning > at
             ? morning
             : china_midnight(Date{std::chrono::sys_days(today) + std::chrono::days(1)}) + kDaytime.from;
}

// The agency's, that of the person's own account, which may be another, and a third.
Result<std::vector<Secret<std::string>>> phones_of(Transaction& transaction, const Person& person,
                                                   const Secret<std::string>& also) {
  std::vector<Secret<std::string>> phones;
  const auto add = [&](const Secret<std::string>& phone) {
    const auto is_same = [&](const auto& one) { return one.reveal() == phone.reveal(); };
    if (parse_mobile(phone.reveal()) && std::ranges::none_of(phones, is_same)) phones.push_back(phone);
  };
  add(person.phone);
  if (const auto account = TRY(transaction.accounts().find_by_id_number(person.id_number)))
    add(account->phone);
  add(also);
  return phones;
}

struct About {
  AgencyId agency;  // whose words and phone
  std::optional<PersonId> person;
  Secret<std::string> name;
  std::optional<Date> due_on;
};

Result<void> queue_for(Ports& ports, Transaction& transaction, NoticeKind kind,
                       const std::vector<Secret<std::string>>& phones, const About& about) {
  if (phones.empty()) return {};
  const auto agency = TRY(transaction.agencies().find(about.agency));
  const NoticeWords words{.sender = ports.settings.sms_sender,
                          .code = {},
                          .name = masked_name(about.name),
                          .phone = agency ? agency->phone : std::string(),
                          .due_on = about.due_on};
  const auto wording = TRY(wording_of(transaction, kind, about.agency));
  const auto text = text_of(kind, words, wording);
  const Secret parameters(parameters_of(kind, words, wording));
  for (const Secret<std::string>& phone : phones) {
    auto notice = new_notice(ports, kind, phone, text);
    notice.parameters = parameters;
    notice.person = about.person;
    notice.next_try_at = earliest(kind, notice.made_at);
    TRY(transaction.notices().insert(notice));
  }
  return {};
}

// What a person has to know whose task came to this state; nothing of the others.
std::optional<NoticeKind> kind_of(TaskState state) {
  switch (state) {
    case TaskState::kVerifying:
      return NoticeKind::kVerifying;
    case TaskState::kSuspended:
      return NoticeKind::kSuspended;
    case TaskState::kResumed:
      return NoticeKind::kResumed;
    default:
      return std::nullopt;
  }
}

Result<void> remind_of(Ports& ports, Transaction& transaction, const Task& task, Date today) {
  // Made before there were reminders, or with more than 60 days left.
  const auto first = first_reminder(task.window, today);
  if (first && *first > today) return transaction.tasks().set_remind_on(task.id, first);
  const Date tomorrow{std::chrono::sys_days(today) + std::chrono::days(1)};
  TRY(transaction.tasks().set_remind_on(task.id, next_reminder(task.window, tomorrow)));
  if (!first) return {};
  const auto person = TRY(transaction.persons().find(task.person));
  if (!person) return fail(ErrorCode::kInternal, "a task of nobody");
  // Nobody reminds a family of who is reported dead. Who is abroad, in prison or missing has the same duty.
  if (!TRY(reported_deaths(ports, transaction, person->id)).empty()) return {};
  return notify_person(ports, transaction, *person, NoticeKind::kReminder, {.due_on = task.window.self_to});
}

// A code that serves no more.
bool is_stale(const Notice& notice, Time now) {
  return is_code(notice.kind) && now - notice.made_at > kCodeLifetime;
}

// Writes what came of a try, unless the gateway has told meanwhile.
Result<void> settle(Ports& ports, const Notice& claimed, const Result<void>& sent) {
  auto notice = claimed;
  const Time now = ports.clock.now();
  const bool is_stale = is_code(claimed.kind) && now - claimed.made_at > kCodeLifetime;
  const bool is_over =
      sent || sent.error().code == ErrorCode::kInvalidRequest || claimed.tries >= kNoticeTriesMax || is_stale;
  if (is_over) {
    const auto event = sent ? NoticeEvent::kSend : NoticeEvent::kGiveUp;
    notice.state = next_state(claimed.state, event).value_or(claimed.state);
    notice.text = {};  // needed no more
    notice.parameters = {};
  } else {
    notice.next_try_at = earliest(claimed.kind, now + wait_after(claimed.tries));
  }
  if (!sent) {
    log::warn("message_not_sent", {{"notice", claimed.id.text()},
                                   {"tries", claimed.tries},
                                   {"given_up", is_over},
                                   {"detail", sent.error().detail}});
  }
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    TRY(transaction.notices().update(notice, claimed));
    return {};
  });
}

}  // namespace

Result<void> queue_notice(Ports& ports, Transaction& transaction, NoticeKind kind,
                          const Secret<std::string>& phone, std::string_view code) {
  const NoticeWords words{
      .sender = ports.settings.sms_sender, .code = std::string(code), .name = {}, .phone = {}};
  const auto wording = TRY(wording_of(transaction, kind, {}));
  auto notice = new_notice(ports, kind, phone, text_of(kind, words, wording));
  notice.parameters = Secret(parameters_of(kind, words, wording));
  return transaction.notices().insert(notice);
}

Result<void> queue_nothing(Ports& ports, Transaction& transaction, NoticeKind kind) {
  TRY(wording_of(transaction, kind, {}));  // so that nothing takes as long as something
  auto notice = new_notice(ports, kind, {}, {});
  notice.state = NoticeState::kFailed;
  return transaction.notices().insert(notice);
}

Result<void> notify_person(Ports& ports, Transaction& transaction, const Person& person, NoticeKind kind,
                           const NoticeDetails& details) {
  if (!ports.sms.is_there()) return {};
  return queue_for(
      ports, transaction, kind, TRY(phones_of(transaction, person, details.also)),
      {.agency = person.agency, .person = person.id, .name = person.name, .due_on = details.due_on});
}

Result<void> notify_account(Ports& ports, Transaction& transaction, const Account& account,
                            const AgencyId& agency, NoticeKind kind) {
  if (!ports.sms.is_there()) return {};
  return queue_for(ports, transaction, kind, {account.phone},
                   {.agency = agency, .person = {}, .name = account.name, .due_on = {}});
}

Result<void> notify_of_move(Ports& ports, Transaction& transaction, const Task& task, TaskState before) {
  const auto kind = kind_of(task.state);
  if (!kind || task.state == before || !ports.sms.is_there()) return {};
  const bool is_asked = task.state == TaskState::kVerifying;
  // Who knew it before is told nothing new: a review was rejected, or a proposal dropped.
  if (is_asked && before != TaskState::kPending && before != TaskState::kTerminated) return {};
  // A benefit that had been ended wrongly is as it was; who took it up again explains that.
  if (!is_asked && before == TaskState::kTerminated) return {};
  const auto person = TRY(transaction.persons().find(task.person));
  if (!person) return fail(ErrorCode::kInternal, "a task of nobody");
  const bool is_paid_again = task.state == TaskState::kResumed;
  if (!is_paid_again && !TRY(reported_deaths(ports, transaction, person->id)).empty()) return {};
  return notify_person(ports, transaction, *person, *kind, {.due_on = task.window.verify_to});
}

Result<void> remind(Ports& ports) {
  const Time now = ports.clock.now();
  if (!ports.sms.is_there() || !is_open(kDaytime, now)) return {};
  const Date today = china_date(now);
  {
    const auto transaction = TRY(ports.store.begin_read());
    if (TRY(transaction->tasks().to_remind(today, 1)).empty()) return {};
  }
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    for (const Task& task : TRY(transaction.tasks().to_remind(today, kRemindersPerSweep)))
      TRY(remind_of(ports, transaction, task, today));
    return {};
  });
}

Result<int> send_notices(Ports& ports, const std::function<bool()>& goes_on) {
  std::vector<Notice> due;
  {
    const auto transaction = TRY(ports.store.begin_read());
    due = TRY(transaction->notices().to_send(ports.clock.now(), kSentPerRound));
  }
  int tried = 0;
  for (const Notice& notice : due) {
    if (!goes_on()) break;
    const Time now = ports.clock.now();
    auto claimed = notice;
    // What waited until the evening waits for the morning.
    const bool is_early = earliest(notice.kind, now) > now;
    claimed.tries += is_early ? 0 : 1;
    claimed.next_try_at = is_early ? earliest(notice.kind, now) : now + kClaim;
    const bool is_ours = TRY(write(ports.store, [&](Transaction& transaction) {
      return transaction.notices().update(claimed, notice);
    }));
    if (!is_ours || is_early) continue;
    ++tried;
    const auto sent = is_stale(claimed, now)
                          ? Result<void>(fail(ErrorCode::kInvalidRequest, "a code that is too old"))
                          : ports.sms.send(claimed);
    TRY(settle(ports, claimed, sent));
  }
  return tried;
}

Result<void> note_delivery(Ports& ports, const NoticeId& id, std::string_view state) {
  const auto reached = notice_state_from(state);
  if (reached != NoticeState::kDelivered && reached != NoticeState::kFailed) {
    FieldReader reader(china_date(ports.clock.now()));
    reader.refuse("state", "VALUE");
    return reader.error();
  }
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    const auto notice = TRY(transaction.notices().find(id));
    if (!notice) return fail(ErrorCode::kNotFound);
    const auto event = reached == NoticeState::kDelivered ? NoticeEvent::kDeliver : NoticeEvent::kGiveUp;
    // Before the answer to its sending was written, or told again.
    const auto from = notice->state == NoticeState::kQueued ? NoticeState::kSent : notice->state;
    const auto next = next_state(from, event);
    if (!next) return {};
    auto told = *notice;
    told.state = *next;
    told.text = {};
    told.parameters = {};
    TRY(transaction.notices().update(told, *notice));
    return {};
  });
}

Result<std::vector<Notice>> list_notices(Ports& ports, const Operator& by, const PersonId& person) {
  const auto transaction = TRY(ports.store.begin_read());
  TRY(own_person(*transaction, by, person));
  return transaction->notices().of_person(person, kNoticesListed);
}

}  // namespace jianzai::app
