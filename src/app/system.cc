#include "app/system.h"

#include "app/view_operator.h"
#include "app/workdays.h"
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

}  // namespace

std::string_view to_text(SystemAlarm alarm) { return name_of(kAlarms, alarm); }

Result<SystemView> view_system(Ports& ports, const Operator& by) {
  TRY(must_be_administrator(by));
  const Date today = china_date(ports.clock.now());
  const auto transaction = TRY(ports.store.begin_read());
  SystemView view;
  view.database = ports.store.info();
  view.retention = TRY(view_retention(ports, *transaction));
  view.persons = TRY(transaction->persons().count());
  view.face_persons = TRY(transaction->references().count_persons());
  view.filing = filing_level(view.face_persons);
  const auto workdays = TRY(workday_calendar(ports, *transaction));
  view.workday_years = workdays.known_years();
  view.missing_workday_year = workdays.missing_year(today);
  view.attempts_waiting = TRY(transaction->attempts().count(AttemptState::kSubmitted));
  view.messages_waiting = TRY(transaction->notices().count_queued());
  view.plans_filling = TRY(transaction->plans().to_fill(today)).size();
  for (const auto& [alarm, name] : kAlarms) {
    if (sounds(alarm, view, ports)) view.alarms.push_back(alarm);
  }
  return view;
}

}  // namespace jianzai::app
