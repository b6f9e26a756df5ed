// Working days: Monday to Friday, changed by the State Council's yearly list of holidays and make-up
// workdays.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"

namespace jianzai {

// A day of the State Council's list.
struct ListedDay {
  Date day;
  bool works = false;  // on a weekend; else free on another day, or on a weekend that belongs to a holiday
  std::string name;    // of the holiday

  friend bool operator==(const ListedDay&, const ListedDay&) = default;
};
// The list of a year, which may reach into the years beside.
struct WorkdayList {
  std::chrono::year year;
  std::vector<ListedDay> days;  // none of them twice
};

// What cannot be right about a day of that year's list.
enum class ListedDayFault {
  kYear,        // neither of the year nor of one beside it
  kNotWeekend,  // people work on every other day anyway
};
[[nodiscard]] std::optional<ListedDayFault> listed_day_fault(std::chrono::year year, const ListedDay& day);
// Whether it says of a day of its own year that people are free: without one it is no year's list.
[[nodiscard]] bool has_holiday(const WorkdayList& list);

class WorkdayCalendar {
 public:
  // With the State Council's list for 2026 (notice of 2025-11-04). Other years: weekends only, and known() is
  // false.
  [[nodiscard]] static WorkdayCalendar with_published_years();

  // The State Council's list of one year: true where people work on a weekend, false where they are free on
  // another day. It takes the place of what was known of these days. A list may reach into the years beside.
  void add_year(std::chrono::year year, const std::map<Date, bool>& exceptions);
  void add(const WorkdayList& list);

  [[nodiscard]] bool is_workday(Date day) const;
  // Whether the list of that year is here.
  [[nodiscard]] bool known(std::chrono::year year) const { return known_years_.contains(year); }

  [[nodiscard]] const std::set<std::chrono::year>& known_years() const { return known_years_; }
  // The first year whose list should be here and is not: today's, and from November on the next one's, which
  // the State Council publishes then.
  [[nodiscard]] std::optional<std::chrono::year> missing_year(Date today) const;

  struct Due {
    Date on;
    bool is_certain;  // false: a year on the way has no list, so only weekends were left out
  };
  // The n-th working day after `day`; the day itself is not counted (Civil Code art. 201). `n` >= 1.
  [[nodiscard]] Due nth_workday_after(Date day, int n) const;
  // Working days after `today` up to `day`: 0 on the day itself. Negative once it is over: so many have come
  // since, at least one.
  [[nodiscard]] int workdays_until(Date day, Date today) const;

 private:
  std::set<std::chrono::year> known_years_;
  std::map<Date, bool> exceptions_;  // true: people work
};

}  // namespace jianzai
