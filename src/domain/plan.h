// A plan (认证计划): of whom proof of life is asked, when, and what follows when it does not come.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/category.h"
#include "domain/ids.h"
#include "domain/region.h"

namespace jianzai {

// Days in China, both ends included.
struct PlanWindow {
  Date self_from;
  Date self_to;        // the person proves it alone
  Date verify_to;      // the office looks for the person; self_to or later
  int grace_days = 0;  // after verify_to, 0 to 366
};

// The part of each day in China in which attempts are taken: from `from`, before `to`.
struct OpeningHours {
  std::chrono::minutes from;
  std::chrono::minutes to;
};
[[nodiscard]] bool is_open(const OpeningHours& hours, Time now);
[[nodiscard]] std::string to_text(const OpeningHours& hours);  // `08:00-18:00`
// Nothing when malformed, or not from a time to a later one. 24:00 is the end of the day.
[[nodiscard]] std::optional<OpeningHours> opening_hours_from(std::string_view text);

// Stored by name: never changed, only added to.
enum class PlanState {
  kFilling,  // its tasks are being made
  kOpen,
  kClosed,  // nobody is asked any more; its tasks stay as they are
};
[[nodiscard]] std::string_view to_text(PlanState state);
[[nodiscard]] std::optional<PlanState> plan_state_from(std::string_view text);

// The days of a plan that asks all its people at the same time.
struct PlanDates {
  Date from;
  Date to;
};

struct Plan {
  PlanId id;
  AgencyId agency;
  std::string name;
  std::string category;              // code
  std::optional<RegionCode> region;  // nothing: all of the agency's people
  std::optional<PlanDates> dates;    // nothing: each entitlement's own cycle, one after the other
  int verify_days = 0;
  int grace_days = 0;                 // at least the rule's
  std::optional<OpeningHours> hours;  // nothing: day and night
  int tries_max = 3;
  int review_workdays = 3;
  PlanState state = PlanState::kFilling;
  Time made_at;
};

// Limits of what a plan may ask. A year of verification is the longest that anybody was seen to need.
inline constexpr int kPlanDaysMax = 366;
inline constexpr int kPlanTriesMax = 20;
inline constexpr int kPlanReviewWorkdaysMax = 30;

// Whoever is asked has at least so long before anything may be stopped, also who came to the list late:
// nobody was told before.
inline constexpr std::chrono::days kTaskNotice{30};

// When the plan asks for proof of this entitlement, from `today` on; nothing when it does not, or not yet: it
// was proved in these days already, began after them, or its cycle has not opened by `today`. A plan without
// days that asks somebody for the first time, or whose cycle is over, leaves them kOpensBeforeDue, as
// everybody else has: a list that another system kept is overdue on the day on which it comes.
[[nodiscard]] std::optional<PlanWindow> window_of(const Plan& plan, const Entitlement& entitlement,
                                                  Date today);

}  // namespace jianzai
