#include "app/system.h"

#include "base/limits.h"
#include "base/names.h"

namespace jianzai::app {
namespace {

constexpr Names<SystemAlarm, 7> kAlarms{{
    {SystemAlarm::kFilingReached, "FILING_REACHED"},
    {SystemAlarm::kNetworksMissing, "NETWORKS_MISSING"},
    {SystemAlarm::kWorkdaysMissing, "WORKDAYS_MISSING"},
    {SystemAlarm::kFilingNear, "FILING_NEAR"},
    {SystemAlarm::kNetworksStarter, "NETWORKS_STARTER"},
    {SystemAlarm::kNoTextMessages, "NO_TEXT_MESSAGES"},
    {SystemAlarm::kAttemptsWaiting, "ATTEMPTS_WAITING"},
}};

bool sounds(SystemAlarm alarm, const SystemView& view, const Ports& ports) {
  switch (alarm) {
    case SystemAlarm::kFilingReached:
      return view.filing == FilingLevel::kReached;
    case SystemAlarm::kNetworksMissing:
      return ports.faces.networks().kind == NetworkKind::kNone;
    case SystemAlarm::kWorkdaysMissing:
      return view.missing_workday_year.has_value();
    case SystemAlarm::kFilingNear:
      return view.filing == FilingLevel::kNear;
    case SystemAlarm::kNetworksStarter:
      return ports.faces.networks().kind == NetworkKind::kStarter;
    case SystemAlarm::kNoTextMessages:
      return !ports.sms.is_there();
    case SystemAlarm::kAttemptsWaiting:
      return view.attempts_waiting > static_cast<std::int64_t>(limits::kFaceQueueMax);
  }
  return false;
}

Result<std::vector<std::pair<NoticeKind, std::string>>> notices_of(Ports& ports, Transaction& transaction,
                                                                   const Operator& by) {
  const auto agency = TRY(transaction.agencies().find(by.agency));
  const NoticeWords words{
      .sender = ports.settings.sms_sender,
      .code = "123456",
      .name = "某**",
      .phone = agency ? agency->phone : std::string(),
      .due_on = Date(std::chrono::sys_days(china_date(ports.clock.now())) + std::chrono::days(30))};
  std::vector<std::pair<NoticeKind, std::string>> notices;
  for (const auto kind : kNoticeKinds) notices.emplace_back(kind, text_of(kind, words));
  return notices;
}

}  // namespace

std::string_view to_text(SystemAlarm alarm) { return name_of(kAlarms, alarm); }

Result<SystemView> view_system(Ports& ports, const Operator& by) {
  if (by.role != OperatorRole::kSystemAdmin && by.role != OperatorRole::kSecurityAdmin &&
      by.role != OperatorRole::kAuditor)
    return fail(ErrorCode::kForbidden, "administrators only");
  const Date today = china_date(ports.clock.now());
  const auto transaction = TRY(ports.store.begin_read());
  SystemView view;
  view.database = ports.store.info();
  view.persons = TRY(transaction->persons().count());
  view.face_persons = TRY(transaction->references().count_persons());
  view.filing = filing_level(view.face_persons);
  view.workday_years = ports.workdays.known_years();
  view.missing_workday_year = ports.workdays.missing_year(today);
  view.attempts_waiting = TRY(transaction->attempts().count(AttemptState::kSubmitted));
  view.messages_waiting = TRY(transaction->notices().count_queued());
  view.plans_filling = TRY(transaction->plans().to_fill(today)).size();
  view.notices = TRY(notices_of(ports, *transaction, by));
  for (const auto& [alarm, name] : kAlarms) {
    if (sounds(alarm, view, ports)) view.alarms.push_back(alarm);
  }
  return view;
}

}  // namespace jianzai::app
