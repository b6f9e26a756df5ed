// How the server is, for its administrators.
#pragma once

#include <set>

#include "app/ports.h"
#include "app/retention.h"
#include "domain/face_filing.h"

namespace jianzai::app {

// What somebody has to see to, the most urgent first. Names are those of openapi.yaml.
enum class SystemAlarm {
  kFilingReached,    // the face data of so many people is stored that it has to be filed
  kNetworksMissing,  // every attempt goes to a person
  kWorkdaysMissing,  // due days are reckoned without holidays
  kFilingNear,
  kNetworksStarter,
  kNoTextMessages,   // nobody is reminded, nobody who forgot the password sets a new one
  kAttemptsWaiting,  // for a decision, more than the queue holds
};
[[nodiscard]] std::string_view to_text(SystemAlarm alarm);  // `FILING_REACHED`

struct SystemView {
  std::vector<SystemAlarm> alarms;
  std::vector<RetentionView> retention;
  DatabaseInfo database;
  std::int64_t persons = 0;       // on the lists of all agencies
  std::int64_t face_persons = 0;  // of whom photographs are stored
  FilingLevel filing = FilingLevel::kBelow;
  std::set<std::chrono::year> workday_years;
  std::optional<std::chrono::year> missing_workday_year;
  std::int64_t attempts_waiting = 0;  // submitted, not decided
  std::int64_t messages_waiting = 0;
  std::size_t plans_filling = 0;  // whose tasks of today are being made
};

// Errors: kForbidden for who is no administrator.
[[nodiscard]] Result<SystemView> view_system(Ports& ports, const Operator& by);

}  // namespace jianzai::app
