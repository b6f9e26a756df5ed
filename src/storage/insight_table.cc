#include <charconv>
#include <map>
#include <string>

#include "domain/reference.h"
#include "storage/scope.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

// Rows `x` of one queue: whether one is late, FROM and WHERE, and the order in which they are due.
struct QueueSql {
  std::string_view late;
  std::string_view from;
  std::string_view order = "x.id";
};

#define JIANZAI_FREE_TICKETS                                          \
  "tickets x WHERE x.agency = $1 AND x.state IN ('OPEN', 'CLAIMED') " \
  "AND (x.claimed_by IS NULL OR x.claimed_by = $5 OR x.claimed_to < $6) "

// $1 agency, $5 who asks, $6 today, $7 what came before is late, $8 what was photographed before is ageing,
// $9 what was refused before is shown no more, $10 the first id of what is not late.
QueueSql sql_of(app::DeskQueue queue) {
  using Q = app::DeskQueue;
  switch (queue) {
    case Q::kReviews:
      return {"x.due_on < $6",
              "reviews x WHERE x.agency = $1 AND x.state IN ('OPEN', 'ASKED') "
              "AND " JIANZAI_WAITS_FOR_REVIEWER("x", "$6", "$5"),
              "x.due_on, x.id"};
    case Q::kTickets:
      return {"x.due_on < $6", JIANZAI_FREE_TICKETS "AND x.kind <> 'VISIT' ", "x.due_on, x.id"};
    case Q::kVisits:
      return {"x.due_on < $6", JIANZAI_FREE_TICKETS "AND x.kind = 'VISIT' ", "x.due_on, x.id"};
    case Q::kAssistedProofs:
      return {"x.made_at < $7",
              "assisted_proofs x WHERE x.agency = $1 AND x.state = 'PROPOSED' AND x.made_by <> $5 "};
    case Q::kRefusedProofs:
      return {"x.decided_at < $7",
              "assisted_proofs x WHERE x.agency = $1 AND " JIANZAI_REFUSED_TO("x", "$5", "$9")};
    case Q::kLosses:
      return {"x.received_at < $7",
              "life_signs x WHERE x.agency = $1 AND x.checked_by IS NULL "
              "AND x.kind NOT IN ('STRONG', 'WEAK') "};
    case Q::kTerminations:
      return {"x.received_at < $7",
              "life_signs x WHERE x.agency = $1 AND x.outcome = 'CONFIRMED' AND x.followed_on IS NULL "
              "AND x.checked_by <> $5 "};
    case Q::kVerifying:
      return {"x.verify_to < $6", "tasks x WHERE x.agency = $1 AND x.state = 'VERIFYING' "};
    case Q::kPending:
      return {"x.self_to < $6", "tasks x WHERE x.agency = $1 AND x.state = 'PENDING' AND x.self_from <= $6 "};
    case Q::kSuspensionProposals:
      // The log knows when it was proposed. Its index of objects is the one to use: what is added to the
      // other columns keeps both databases from theirs.
      return {
          "NOT EXISTS (SELECT 1 FROM audit_log a WHERE a.agency = $1 AND a.object = x.id "
          "AND a.action || '' = 'PROPOSE_SUSPENSION' AND a.at + 0 >= $7)",
          "tasks x WHERE x.agency = $1 AND x.state = 'SUSPEND_PROPOSED' "
          "AND (x.proposed_by IS NULL OR x.proposed_by <> $5) "};
    case Q::kReferenceProposals:
      return {"x.made_at < $7",
              "person_references x JOIN persons p ON p.id = x.person WHERE x.state = 'PROPOSED' "
              "AND p.agency = $1 AND x.made_by <> $5 "};
    case Q::kMergeProposals:
      return {"x.made_at < $7",
              "person_merges x WHERE x.agency = $1 AND x.state = 'PROPOSED' AND x.made_by <> $5 "};
    case Q::kReferencesMissing:
      return {"FALSE", "persons x WHERE x.agency = $1 AND x.photographed_at IS NULL "};
    case Q::kReferencesAgeing:
      return {"FALSE", "persons x WHERE x.agency = $1 AND x.photographed_at < $8 ",
              "x.photographed_at, x.id"};
    case Q::kImportsToStart:
      return {"x.made_at < $7",
              "imports x WHERE x.agency = $1 AND x.state = 'CHECKED' AND x.kind = 'LIFE_SIGNS' "
              "AND x.made_by <> $5 "};
    case Q::kPayrollWaiting:
      return {"x.id < $10", "payroll_rows x WHERE x.agency = $1 AND x.batch IS NULL ", "x.number"};
    case Q::kMessagesFailed:
      // Since $7. Codes are of no agency; one that nobody was to get (queue_nothing) was never tried.
      return {"FALSE",
              "notices x WHERE x.state = 'FAILED' AND x.tries > 0 AND x.made_at >= $7 "
              "AND (x.person IS NULL OR EXISTS (SELECT 1 FROM persons p WHERE p.id = x.person AND p.agency = "
              "$1)) "};
    case Q::kFactorsMissing:
      return {"FALSE", "operators x WHERE x.agency = $1 AND x.is_disabled = 0 AND x.factor IS NULL "};
    case Q::kSystemAlarms:
    case Q::kLogUnchecked:
      break;
  }
  return {};
}

// $2 $3 region, $4 employer.
std::string_view scope_of(app::DeskQueue queue) {
  using Q = app::DeskQueue;
  const bool is_of_agency = queue == Q::kMessagesFailed || queue == Q::kFactorsMissing ||
                            queue == Q::kImportsToStart || queue == Q::kPayrollWaiting;
  if (is_of_agency) return "";
  const bool is_of_persons = queue == Q::kReferencesMissing || queue == Q::kReferencesAgeing;
  if (is_of_persons) return "AND ($2 = '' OR x.region BETWEEN $2 AND $3) AND ($4 = '' OR x.employer = $4) ";
  if (queue == Q::kMergeProposals)
    return "AND " JIANZAI_IN_SCOPE("x.kept", "$2", "$3", "$4") "AND " JIANZAI_IN_SCOPE("x.duplicate", "$2",
                                                                                       "$3", "$4");
  return "AND " JIANZAI_IN_SCOPE("x.person", "$2", "$3", "$4");
}

// All parameters in every statement, used or not: one list serves all queues.
constexpr std::string_view kUseAll =
    "AND COALESCE($2, $3, $4, $5, $6, $10) IS NOT NULL AND COALESCE(CAST($7 AS BIGINT), CAST($8 AS BIGINT), "
    "CAST($9 AS BIGINT)) IS NOT NULL ";

// The columns are texts, and one count at the end.
Result<std::vector<app::Tally>> tallies_of(Result<std::vector<Row>> rows) {
  std::vector<app::Tally> tallies;
  for (const Row& row : TRY(std::move(rows))) {
    app::Tally tally;
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      auto text = row.is_null(i) ? std::string() : TRY(row.text(i));
      tally.of.push_back(std::move(text));
    }
    tally.count = TRY(row.integer(row.size() - 1));
    tallies.push_back(std::move(tally));
  }
  return tallies;
}

// Days since 1970 in China of a time in milliseconds, as SQL and back.
#define JIANZAI_CHINA_DAY(column) "((" column " + 28800000) / 86400000)"
Result<void> days_to_iso(std::vector<app::Tally>& tallies) {
  for (auto& tally : tallies) {
    auto& text = tally.of.front();
    int days = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
    if (error != std::errc{} || end != text.data() + text.size()) return Row::damaged(0);
    text = to_iso(Date(std::chrono::sys_days(std::chrono::days(days))));
  }
  return {};
}

// Decided attempts of people of the scope: $1 agency, $2 $3 region, $4 employer, $5 $6 times. CROSS: SQLite
// begins with the attempts of those days, and not with every person of the agency.
#define JIANZAI_DECIDED_ATTEMPTS                                                                             \
  "FROM attempts a CROSS JOIN persons p WHERE p.id = a.person AND a.decided_at >= $5 AND a.decided_at < $6 " \
  "AND p.agency = $1 AND ($2 = '' OR p.region BETWEEN $2 AND $3) AND ($4 = '' OR p.employer = $4) "

#define JIANZAI_ATTEMPT_VALUES(scope, in, from, to)                                 \
  scope.agency.text(), in.from, in.to, in.employer, to_value(china_midnight(from)), \
      to_value(china_midnight(to))

// Tasks in the scope of the agency's open plans. One plan after the other, so that each is read in the order
// of its index.
struct Counted {
  std::string category;
  std::string place;
  std::string state;
  std::string age;
  std::string way;
  std::int64_t count = 0;
};
Result<std::vector<Counted>> count_tasks(Connection& sql, const Scope& scope) {
  constexpr std::string_view kOfEmployer =
      "AND EXISTS (SELECT 1 FROM persons p WHERE p.id = tasks.person AND p.employer = $4) ";
  const ScopeValues in(scope);
  const std::string last = scope.region ? in.to : kLastRegion;
  const auto statement = tasks_by_circumstance(scope.region, scope.employer ? kOfEmployer : "");
  std::vector<Counted> all;
  for (const Row& plan :
       TRY(sql.query("SELECT id, category FROM plans WHERE agency = $1 AND state <> 'CLOSED' ORDER BY id",
                     {scope.agency.text()}))) {
    const auto id = TRY(plan.text(0));
    const auto category = TRY(plan.text(1));
    auto counted = scope.employer ? sql.query(statement, {id, in.from, last, in.employer})
                                  : sql.query(statement, {id, in.from, last});
    for (const Row& row : TRY(std::move(counted))) {
      auto place = TRY(row.text(0));
      auto state = TRY(row.text(1));
      auto age = TRY(row.text(2));
      auto way = TRY(row.text(3));
      const auto count = TRY(row.integer(4));
      all.push_back({.category = category,
                     .place = std::move(place),
                     .state = std::move(state),
                     .age = std::move(age),
                     .way = std::move(way),
                     .count = count});
    }
  }
  return all;
}

// By what `of` says, in its order.
std::vector<app::Tally> sums_of(const std::vector<Counted>& all, std::string Counted::*of) {
  std::map<std::pair<std::string, std::string>, std::int64_t> sums;
  for (const Counted& one : all) sums[{one.*of, one.state}] += one.count;
  std::vector<app::Tally> tallies;
  for (const auto& [key, count] : sums) tallies.push_back({.of = {key.first, key.second}, .count = count});
  return tallies;
}

}  // namespace

Result<app::Waiting> InsightTable::waiting(app::DeskQueue queue, const Scope& scope, const OperatorId& by,
                                           Date today, Time old) {
  const ScopeValues in(scope);
  const auto sql = sql_of(queue);
  if (sql.from.empty()) return app::Waiting{};
  const std::initializer_list<Value> values{
      scope.agency.text(),
      in.from,
      in.to,
      in.employer,
      by.text(),
      to_value(today),
      to_value(old),
      to_value(china_midnight(today) - std::chrono::duration_cast<std::chrono::milliseconds>(
                                           std::chrono::days(365) * kReferenceAgeWarning.count())),
      to_value(china_midnight(today) - kRefusedShownFor),
      first_sortable_id(old)};
  const std::string rows = std::string(sql.from) + std::string(scope_of(queue)) + std::string(kUseAll);
  // So many are not counted to the end.
  const auto counted = TRY(context_.sql.find(
      "SELECT count(*), COALESCE(sum(late), 0) FROM (SELECT CASE WHEN " + std::string(sql.late) +
          " THEN 1 ELSE 0 END AS late FROM " + rows + "LIMIT " + std::to_string(app::kWaitingMax) + ") q",
      values));
  app::Waiting waiting;
  if (!counted) return waiting;
  waiting.count = TRY(counted->integer(0));
  waiting.late = TRY(counted->integer(1));
  if (waiting.count == 0) return waiting;
  const auto first = TRY(context_.sql.find(
      "SELECT x.id FROM " + rows + "ORDER BY " + std::string(sql.order) + " LIMIT 1", values));
  if (first) waiting.first = TRY(first->text(0));
  return waiting;
}

Result<std::vector<app::Tally>> InsightTable::attempts_by_day(const Scope& scope, Date from, Date to) {
  const ScopeValues in(scope);
  auto tallies = TRY(tallies_of(context_.sql.query(
      "SELECT CAST(" JIANZAI_CHINA_DAY(
          "a.decided_at") " AS TEXT), a.result, count(*) " JIANZAI_DECIDED_ATTEMPTS
                          "GROUP BY " JIANZAI_CHINA_DAY("a.decided_at") ", a.result ORDER BY 1, 2",
      {JIANZAI_ATTEMPT_VALUES(scope, in, from, to)})));
  TRY(days_to_iso(tallies));
  return tallies;
}

Result<std::vector<app::Tally>> InsightTable::attempts_by_circumstance(const Scope& scope, Date from,
                                                                       Date to) {
  const ScopeValues in(scope);
  return tallies_of(
      context_.sql.query("SELECT a.result, a.reason, a.age_band, a.channel, CASE a.is_first_try WHEN 1 THEN "
                         "'FIRST' ELSE 'LATER' "
                         "END, count(*) " JIANZAI_DECIDED_ATTEMPTS
                         "GROUP BY a.result, a.reason, a.age_band, a.channel, a.is_first_try "
                         "ORDER BY a.result, a.reason, a.age_band, a.channel, a.is_first_try",
                         {JIANZAI_ATTEMPT_VALUES(scope, in, from, to)}));
}

Result<std::vector<app::ScoreTally>> InsightTable::attempts_by_score(
    const Scope& scope, std::string_view network_set, app::ScoreKind kind, Date from, Date to,
    const std::optional<RegionCode>& around) {
  const ScopeValues in(scope);
  const std::string score = kind == app::ScoreKind::kNormalised ? "a.normalised_score" : "a.score";
  // The first digits of its county and city; what no region begins with where it has none.
  const std::string digits = around ? around->text() : "";
  const std::string county = around && around->level() >= RegionLevel::kCounty ? digits.substr(0, 6) : "-";
  const std::string city = around && around->level() >= RegionLevel::kCity ? digits.substr(0, 4) : "-";
  // kScoreStep wide.
  const auto rows = TRY(context_.sql.query(
      "SELECT CAST(floor(" + score +
          " * 50) AS BIGINT), a.result, CAST(CASE WHEN a.reason IN ('REVIEW_APPROVED', 'REVIEW_REJECTED') "
          "THEN 1 ELSE 0 END AS BIGINT), CAST(CASE WHEN substr(p.region, 1, 6) = $8 THEN 2 "
          "WHEN substr(p.region, 1, 4) = $9 THEN 1 ELSE 0 END AS BIGINT), "
          "count(*) " JIANZAI_DECIDED_ATTEMPTS "AND a.network_set = $7 AND " +
          score + " IS NOT NULL GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
      {JIANZAI_ATTEMPT_VALUES(scope, in, from, to), to_value(network_set), county, city}));
  std::vector<app::ScoreTally> tallies;
  for (const Row& row : rows) {
    const auto step = TRY(row.integer(0));
    const auto result = TRY(row.named(1, attempt_result_from));
    const bool is_by_reviewer = TRY(row.integer(2)) != 0;
    const auto nearness = static_cast<int>(TRY(row.integer(3)));
    const auto count = TRY(row.integer(4));
    tallies.push_back({.from = static_cast<double>(step) * app::kScoreStep,
                       .result = result,
                       .is_by_reviewer = is_by_reviewer,
                       .count = count,
                       .nearness = nearness});
  }
  return tallies;
}

Result<std::vector<app::Tally>> InsightTable::proofs_by_day(const Scope& scope, Date from, Date to) {
  const ScopeValues in(scope);
  return tallies_of(context_.sql.query(
      "SELECT t.settled_on, t.settled_by, count(*) FROM tasks t WHERE t.agency = $1 AND t.settled_on >= $5 "
      "AND t.settled_on < $6 AND t.state IN ('PASSED', 'MATCHED', 'RESUMED') "
      "AND " JIANZAI_IN_SCOPE("t.person", "$2", "$3",
                              "$4") "GROUP BY t.settled_on, t.settled_by ORDER BY 1, 2",
      {scope.agency.text(), in.from, in.to, in.employer, to_value(from), to_value(to)}));
}

Result<app::TaskTallies> InsightTable::tasks(const Scope& scope) {
  const auto all = TRY(count_tasks(context_.sql, scope));
  return app::TaskTallies{.by_category = sums_of(all, &Counted::category),
                          .by_region = sums_of(all, &Counted::place),
                          .by_age = sums_of(all, &Counted::age),
                          .by_way = sums_of(all, &Counted::way)};
}

}  // namespace jianzai::storage
