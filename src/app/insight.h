// What waits (工作台) and how it goes (统计分析), for the people of an operator's scope.
#pragma once

#include "app/ports.h"
#include "app/view_persons.h"

namespace jianzai::app {

struct DeskItem {
  DeskQueue queue = DeskQueue::kReviews;
  Waiting waiting;
  std::optional<Time> last = {};  // of kLogUnchecked: when the agency's auditors checked it last
};
// The queues of the operator's role, in the order in which they matter. What has no due day of its own is
// late after kDeskWorkdays; messages that failed before that are not counted any more.
inline constexpr int kDeskWorkdays = 3;
// The file of a list goes after kListKept, and holidays count: earlier, so that it can still be looked at.
inline constexpr int kListWorkdays = 2;
// What is stopped or resumed is paid wrongly until the paying side knows it.
inline constexpr int kPayrollWorkdays = 1;
// So long after a check of the audit log the next one is due.
inline constexpr std::chrono::days kLogCheckEvery{30};
[[nodiscard]] Result<std::vector<DeskItem>> view_desk(Ports& ports, const Operator& by);
[[nodiscard]] std::string_view to_text(DeskQueue queue);  // `REFERENCES_MISSING`

// People without a photograph, or with an ageing one (kReferenceAgeWarning), the oldest first.
enum class ReferenceWork { kMissing, kAgeing };
[[nodiscard]] Result<Page<PersonView>> list_reference_work(Ports& ports, const Operator& by,
                                                           ReferenceWork work, std::string_view cursor);

// Days of a count, as typed; both included.
struct Period {
  std::string from;
  std::string to;
};
inline constexpr std::chrono::days kPeriodMax{366};

struct Insight {
  std::vector<Tally> attempts_by_day;
  std::vector<Tally> attempts_by_circumstance;
  std::vector<Tally> proofs_by_day;
  TaskTallies tasks;
};
// `region`: of the operator's scope, or empty for all of it. Errors: kInvalidFields (from, to: VALUE for more
// than kPeriodMax; region VALUE, OUTSIDE).
[[nodiscard]] Result<Insight> view_insight(Ports& ports, const Operator& by, const Period& period,
                                           std::string_view region);

// How the scores of the present networks lie, to see what another threshold would have done: the normalised
// ones, where there are any, else the raw ones.
struct Scores {
  std::string network_set;
  std::optional<Thresholds> thresholds;  // of the scores; nothing without networks
  bool is_normalised = false;
  std::vector<ScoreTally> tallies;
  std::optional<RegionCode> region =
      {};  // whose they are, where a region was asked for; nothing: the agency's
};
inline constexpr std::int64_t kScoresEnough = 200;
// Of the operator's scope; with `around`, a region in it, of its county if kScoresEnough are there, else of
// its city, else of the whole agency. Errors: kForbidden for who is no reviewer; kInvalidFields.
[[nodiscard]] Result<Scores> view_scores(Ports& ports, const Operator& by, const Period& period,
                                         std::string_view around = {});

struct ReviewerFigures {
  std::string login;
  int decided = 0;  // also where another reviewer of two ended it
  int approved = 0;
  int late = 0;                             // when this reviewer ended them
  int for_two = 0;                          // that two looked at
  int disputed = 0;                         // of these: on which the first two did not agree
  std::optional<double> median_hours = {};  // from the request to the end; nothing: they ended none
};
// By reviewer, the one who decided most first. Of three verdicts on one case the first is not counted: it is
// not kept. Errors: as view_scores.
[[nodiscard]] Result<std::vector<ReviewerFigures>> view_reviewers(Ports& ports, const Operator& by,
                                                                  const Period& period);

}  // namespace jianzai::app
