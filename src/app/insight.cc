#include "app/insight.h"

#include <algorithm>
#include <map>

#include "app/fields.h"
#include "app/system.h"
#include "app/view_operator.h"
#include "app/workdays.h"
#include "base/names.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kRowsPerPage = 50;
constexpr std::size_t kReviewsMax = 100'000;  // of one period

constexpr Names<DeskQueue, 20> kQueues{{
    {DeskQueue::kReviews, "REVIEWS"},
    {DeskQueue::kTickets, "TICKETS"},
    {DeskQueue::kVisits, "VISITS"},
    {DeskQueue::kAssistedProofs, "ASSISTED_PROOFS"},
    {DeskQueue::kRefusedProofs, "REFUSED_PROOFS"},
    {DeskQueue::kLosses, "LOSSES"},
    {DeskQueue::kTerminations, "TERMINATIONS"},
    {DeskQueue::kVerifying, "TASKS_VERIFYING"},
    {DeskQueue::kPending, "TASKS_PENDING"},
    {DeskQueue::kSuspensionProposals, "SUSPENSION_PROPOSALS"},
    {DeskQueue::kReferenceProposals, "REFERENCE_PROPOSALS"},
    {DeskQueue::kMergeProposals, "MERGE_PROPOSALS"},
    {DeskQueue::kReferencesMissing, "REFERENCES_MISSING"},
    {DeskQueue::kReferencesAgeing, "REFERENCES_AGEING"},
    {DeskQueue::kImportsToStart, "IMPORTS_TO_START"},
    {DeskQueue::kPayrollWaiting, "PAYROLL_WAITING"},
    {DeskQueue::kSystemAlarms, "SYSTEM_ALARMS"},
    {DeskQueue::kLogUnchecked, "LOG_UNCHECKED"},
    {DeskQueue::kMessagesFailed, "MESSAGES_FAILED"},
    {DeskQueue::kFactorsMissing, "FACTORS_MISSING"},
}};

std::vector<DeskQueue> queues_of(OperatorRole role) {
  using Q = DeskQueue;
  switch (role) {
    case OperatorRole::kClerk:
      return {Q::kTickets,   Q::kVisits,         Q::kRefusedProofs,     Q::kLosses,
              Q::kVerifying, Q::kImportsToStart, Q::kReferencesMissing, Q::kReferencesAgeing};
    case OperatorRole::kReviewer:
      return {Q::kReviews,
              Q::kAssistedProofs,
              Q::kTerminations,
              Q::kRefusedProofs,
              Q::kSuspensionProposals,
              Q::kReferenceProposals,
              Q::kMergeProposals,
              Q::kImportsToStart,
              Q::kPayrollWaiting,
              Q::kTickets,
              Q::kVisits,
              Q::kLosses,
              Q::kVerifying,
              Q::kReferencesMissing,
              Q::kReferencesAgeing};
    case OperatorRole::kVillageHelper:
      return {Q::kVisits, Q::kRefusedProofs, Q::kVerifying, Q::kPending};
    case OperatorRole::kEmployer:
      return {Q::kRefusedProofs, Q::kVerifying, Q::kPending};
    case OperatorRole::kAuditor:
      return {Q::kLogUnchecked, Q::kSystemAlarms};
    case OperatorRole::kSystemAdmin:
      return {Q::kSystemAlarms, Q::kMessagesFailed};
    case OperatorRole::kSecurityAdmin:
      return {Q::kFactorsMissing, Q::kSystemAlarms};
  }
  return {};
}

// Of these there are none for who works for a part of the agency.
bool is_whole_agencys(DeskQueue queue) {
  return queue == DeskQueue::kImportsToStart || queue == DeskQueue::kPayrollWaiting;
}

// After so many what has no due day is late.
int workdays_of(DeskQueue queue) {
  if (queue == DeskQueue::kImportsToStart) return kListWorkdays;
  return queue == DeskQueue::kPayrollWaiting ? kPayrollWorkdays : kDeskWorkdays;
}

Waiting counted(std::int64_t count, std::int64_t late) { return {.count = count, .late = late, .first = {}}; }

// One, and late, where nobody checked for kLogCheckEvery.
Result<DeskItem> log_check(Ports& ports, Transaction& transaction, const Operator& by) {
  const auto checks =
      TRY(transaction.audit().page(by.agency, {.action = AuditAction::kCheckAudit}, "", 1)).rows;
  DeskItem item{.queue = DeskQueue::kLogUnchecked, .waiting = counted(1, 1)};
  if (checks.empty()) return item;
  item.last = checks.front().event.at;
  if (ports.clock.now() - *item.last < kLogCheckEvery) item.waiting = Waiting{};
  return item;
}

// What came before this is late today: `n` working days lie between.
Time late_before(const WorkdayCalendar& workdays, Date today, int n) {
  auto day = std::chrono::sys_days(today);
  for (int found = 0; found < n;) {
    day -= std::chrono::days(1);
    if (workdays.is_workday(Date(day))) ++found;
  }
  return china_midnight(Date(day));
}

struct Days {
  Date from;
  Date to;  // not included
};

Result<Days> days_of(FieldReader& reader, const Period& period) {
  const auto from = reader.day("from", period.from);
  const auto to = reader.day("to", period.to);
  if (period.from.empty()) reader.refuse("from", "REQUIRED");
  if (period.to.empty()) reader.refuse("to", "REQUIRED");
  if (reader.has_faults()) return reader.error();
  const auto length = std::chrono::sys_days(*to) - std::chrono::sys_days(*from);
  if (length < std::chrono::days(0) || length >= kPeriodMax) {
    reader.refuse("to", "VALUE");
    return reader.error();
  }
  return Days{.from = *from, .to = Date(std::chrono::sys_days(*to) + std::chrono::days(1))};
}

// Another reviewer looked at it before the one who ended it.
bool is_by_two(const Review& review) { return review.first_by && review.first_by != review.decided_by; }

// Of at least one.
double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

// Leaves those of the county around a region, else of its city, where they are enough to say something.
void keep_nearest(Scores& scores, const RegionCode& around) {
  for (const auto& [nearness, digits] : {std::pair(2, 6U), std::pair(1, 4U)}) {
    const auto is_far = [nearness](const ScoreTally& tally) { return tally.nearness < nearness; };
    std::int64_t count = 0;
    for (const ScoreTally& tally : scores.tallies) count += is_far(tally) ? 0 : tally.count;
    if (count < kScoresEnough) continue;
    std::erase_if(scores.tallies, is_far);
    scores.region = RegionCode::parse(around.text().substr(0, digits));
    return;
  }
}

// Those that differ by their nearness alone stand side by side, and become one.
std::vector<ScoreTally> without_nearness(const std::vector<ScoreTally>& tallies) {
  std::vector<ScoreTally> merged;
  for (const ScoreTally& tally : tallies) {
    const bool is_same = !merged.empty() && merged.back().from == tally.from &&
                         merged.back().result == tally.result &&
                         merged.back().is_by_reviewer == tally.is_by_reviewer;
    if (is_same) {
      merged.back().count += tally.count;
    } else {
      merged.push_back(tally);
    }
  }
  return merged;
}

}  // namespace

std::string_view to_text(DeskQueue queue) { return name_of(kQueues, queue); }

Result<std::vector<DeskItem>> view_desk(Ports& ports, const Operator& by) {
  const Date today = china_date(ports.clock.now());
  const auto transaction = TRY(ports.store.begin_read());
  const auto workdays = TRY(workday_calendar(ports, *transaction));
  std::vector<DeskItem> items;
  for (const DeskQueue queue : queues_of(by.role)) {
    if (is_whole_agencys(queue) && !by.scope().is_whole_agency()) continue;
    if (queue == DeskQueue::kLogUnchecked) {
      items.push_back(TRY(log_check(ports, *transaction, by)));
      continue;
    }
    if (queue == DeskQueue::kSystemAlarms) {
      const auto alarms = static_cast<std::int64_t>(TRY(view_system(ports, by)).alarms.size());
      items.push_back({.queue = queue, .waiting = counted(alarms, 0)});
      continue;
    }
    const Time old = late_before(workdays, today, workdays_of(queue));
    auto waiting = TRY(transaction->insight().waiting(queue, by.scope(), by.id, today, old));
    items.push_back({.queue = queue, .waiting = std::move(waiting)});
  }
  return items;
}

Result<Page<PersonView>> list_reference_work(Ports& ports, const Operator& by, ReferenceWork work,
                                             std::string_view cursor) {
  std::optional<Time> before;
  if (work == ReferenceWork::kAgeing) before = ports.clock.now() - kReferenceAgeWarning;
  const auto transaction = TRY(ports.store.begin_read());
  auto persons = TRY(transaction->persons().page_by_photograph(by.scope(), before, cursor, kRowsPerPage));
  Page<PersonView> page{.rows = {}, .next = std::move(persons.next)};
  for (Person& person : persons.rows) page.rows.push_back(TRY(view_of(*transaction, std::move(person))));
  return page;
}

Result<Insight> view_insight(Ports& ports, const Operator& by, const Period& period,
                             std::string_view region) {
  FieldReader reader(china_date(ports.clock.now()));
  const auto days = TRY(days_of(reader, period));
  const auto scope = TRY(narrowed(reader, by, region));
  const auto transaction = TRY(ports.store.begin_read());
  auto& table = transaction->insight();
  Insight insight;
  insight.attempts_by_day = TRY(table.attempts_by_day(scope, days.from, days.to));
  insight.attempts_by_circumstance = TRY(table.attempts_by_circumstance(scope, days.from, days.to));
  insight.proofs_by_day = TRY(table.proofs_by_day(scope, days.from, days.to));
  insight.tasks = TRY(table.tasks(scope));
  return insight;
}

Result<Scores> view_scores(Ports& ports, const Operator& by, const Period& period, std::string_view around) {
  TRY(must_be_reviewer(by));
  FieldReader reader(china_date(ports.clock.now()));
  const auto days = TRY(days_of(reader, period));
  // Where one case stands is said of the whole agency, too: that is nobody's name.
  const auto asked = around.empty() ? std::nullopt : TRY(narrowed(reader, by, around)).region;
  const Scope scope = asked ? Scope{.agency = by.agency} : by.scope();
  const auto& networks = ports.faces.networks();
  Scores scores{.network_set = networks.set, .thresholds = {}, .is_normalised = false, .tallies = {}};
  if (networks.kind == NetworkKind::kNone) return scores;
  const auto transaction = TRY(ports.store.begin_read());
  const auto of = [&](ScoreKind kind) {
    return transaction->insight().attempts_by_score(scope, networks.set, kind, days.from, days.to, asked);
  };
  // The two are never shown together: their thresholds are others.
  if (networks.normalised) scores.tallies = TRY(of(ScoreKind::kNormalised));
  scores.is_normalised = !scores.tallies.empty();
  if (!scores.is_normalised) scores.tallies = TRY(of(ScoreKind::kRaw));
  scores.thresholds = scores.is_normalised ? *networks.normalised : networks.raw;
  if (asked) keep_nearest(scores, *asked);
  scores.tallies = without_nearness(scores.tallies);
  return scores;
}

Result<std::vector<ReviewerFigures>> view_reviewers(Ports& ports, const Operator& by, const Period& period) {
  TRY(must_be_reviewer(by));
  FieldReader reader(china_date(ports.clock.now()));
  const auto days = TRY(days_of(reader, period));
  const auto transaction = TRY(ports.store.begin_read());
  const auto reviews = TRY(transaction->reviews().decided(by.scope(), china_midnight(days.from),
                                                          china_midnight(days.to), kReviewsMax));
  std::map<std::string, std::pair<ReviewerFigures, std::vector<double>>> by_operator;
  const auto count = [&](const OperatorId& who, const Review& review, bool is_approved) -> Result<void> {
    auto& figures = by_operator[who.text()].first;
    if (figures.decided == 0) figures.login = TRY(login_of(*transaction, who));
    ++figures.decided;
    if (is_approved) ++figures.approved;
    if (is_by_two(review)) ++figures.for_two;
    if (review.is_disputed) ++figures.disputed;
    return {};
  };
  for (const Review& review : reviews) {
    if (!review.decided_by || !review.decided_at) continue;
    TRY(count(*review.decided_by, review, review.state == ReviewState::kApproved));
    if (is_by_two(review))
      TRY(count(*review.first_by, review, review.first_verdict == ReviewVerdict::kApprove));
    auto& [figures, hours] = by_operator[review.decided_by->text()];
    if (china_date(*review.decided_at) > review.due_on) ++figures.late;
    hours.push_back(
        std::chrono::duration<double, std::ratio<3600>>(*review.decided_at - review.opened_at).count());
  }
  std::vector<ReviewerFigures> all;
  for (auto& [id, entry] : by_operator) {
    if (!entry.second.empty()) entry.first.median_hours = median(std::move(entry.second));
    all.push_back(std::move(entry.first));
  }
  std::ranges::stable_sort(all, std::greater{}, &ReviewerFigures::decided);
  return all;
}

}  // namespace jianzai::app
