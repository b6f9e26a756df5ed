// When the next proof of life is due, and how it may be given by face. Regions differ (domain.md section 1),
// so a rule is data.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/challenge.h"

namespace jianzai {

enum class DueRuleKind {
  kFixedWindow,            // once in each of the year's windows, e.g. January-June and July-December
  kRollingDay,             // the same day, `months` later
  kRollingMonthEnd,        // `months` counted from the month after the pass, to its last day (Guangdong)
  kRollingMonthInclusive,  // the month of the pass is month 1
};

// A part of every year, both days included.
struct YearWindow {
  std::chrono::month_day from;
  std::chrono::month_day to;
};

struct DueRule {
  DueRuleKind kind = DueRuleKind::kRollingMonthEnd;
  int months = 12;                       // 1..24; not used by kFixedWindow
  std::vector<YearWindow> windows = {};  // kFixedWindow only: ascending, none crosses New Year
  int grace_days = 0;                    // 0..366 after a plan's days, where the plan has not more
  bool takes_minors = true;              // a proof by the face of who is under 18
  std::vector<ChallengeMode> modes = {ChallengeMode::kColour, ChallengeMode::kPose,
                                      ChallengeMode::kStatic};  // that count; never empty
};

// The days on which a proof counts for one duty.
struct Cycle {
  Date opens_on;
  Date due_on;
};

// How long before the due day a rolling cycle opens; an earlier proof is allowed, not asked for.
inline constexpr std::chrono::days kOpensBeforeDue{60};

// The cycle that follows a pass. Of fixed windows it is the first one that begins after the pass: a late pass
// counts for the window that was missed, and no other.
[[nodiscard]] Cycle cycle_after_pass(const DueRule& rule, Date passed_on);

// The first cycle of an entitlement that begins on `started_on`, before any pass.
[[nodiscard]] Cycle first_cycle(const DueRule& rule, Date started_on);

// Whether a proof by face with this challenge counts, of somebody of this age in years.
[[nodiscard]] bool takes(const DueRule& rule, ChallengeMode mode, int age);

[[nodiscard]] std::string_view to_text(DueRuleKind kind);
[[nodiscard]] std::optional<DueRuleKind> due_rule_kind_from(std::string_view text);

// `01-01..06-30,07-01..12-31`: how windows are stored. Nothing when malformed, unordered or overlapping.
[[nodiscard]] std::string windows_to_text(const std::vector<YearWindow>& windows);
[[nodiscard]] std::optional<std::vector<YearWindow>> windows_from(std::string_view text);

}  // namespace jianzai
