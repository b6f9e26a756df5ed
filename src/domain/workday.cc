#include "domain/workday.h"

#include <algorithm>

namespace jianzai {

namespace {
using namespace std::chrono;

bool is_weekend(Date day) {
  const weekday name(sys_days{day});
  return name == Saturday || name == Sunday;
}
}  // namespace

std::optional<ListedDayFault> listed_day_fault(year year, const ListedDay& day) {
  if (day.day.year() < year - years(1) || day.day.year() > year + years(1)) return ListedDayFault::kYear;
  if (day.works && !is_weekend(day.day)) return ListedDayFault::kNotWeekend;
  return std::nullopt;
}

bool has_holiday(const WorkdayList& list) {
  return std::ranges::any_of(list.days,
                             [&](const ListedDay& one) { return !one.works && one.day.year() == list.year; });
}

WorkdayCalendar WorkdayCalendar::with_published_years() {
  WorkdayCalendar calendar;
  calendar.known_years_.insert(2026y);
  const auto free = [&](Date from, Date to) {
    for (sys_days day = from; day <= sys_days(to); day += days(1)) calendar.exceptions_[Date(day)] = false;
  };
  free(2026y / 1 / 1, 2026y / 1 / 3);
  free(2026y / 2 / 15, 2026y / 2 / 23);
  free(2026y / 4 / 4, 2026y / 4 / 6);
  free(2026y / 5 / 1, 2026y / 5 / 5);
  free(2026y / 6 / 19, 2026y / 6 / 21);
  free(2026y / 9 / 25, 2026y / 9 / 27);
  free(2026y / 10 / 1, 2026y / 10 / 7);
  for (const Date day :
       {2026y / 1 / 4, 2026y / 2 / 14, 2026y / 2 / 28, 2026y / 5 / 9, 2026y / 9 / 20, 2026y / 10 / 10}) {
    calendar.exceptions_[day] = true;
  }
  return calendar;
}

void WorkdayCalendar::add_year(year year, const std::map<Date, bool>& exceptions) {
  std::erase_if(exceptions_, [&](const auto& exception) { return exception.first.year() == year; });
  for (const auto& [day, works] : exceptions) exceptions_.insert_or_assign(day, works);
  known_years_.insert(year);
}

void WorkdayCalendar::add(const WorkdayList& list) {
  std::map<Date, bool> exceptions;
  for (const auto& [day, works, name] : list.days) exceptions.insert_or_assign(day, works);
  add_year(list.year, exceptions);
}

bool WorkdayCalendar::is_workday(Date day) const {
  if (const auto exception = exceptions_.find(day); exception != exceptions_.end()) return exception->second;
  return !is_weekend(day);
}

std::optional<year> WorkdayCalendar::missing_year(Date today) const {
  if (!known(today.year())) return today.year();
  const year next = today.year() + years(1);
  if (today.month() >= November && !known(next)) return next;
  return std::nullopt;
}

WorkdayCalendar::Due WorkdayCalendar::nth_workday_after(Date day, int n) const {
  bool is_certain = true;
  sys_days at = day;
  for (int counted = 0; counted < n;) {
    at += days(1);
    const Date candidate(at);
    is_certain = is_certain && known(candidate.year());
    if (is_workday(candidate)) ++counted;
  }
  return {Date(at), is_certain};
}

int WorkdayCalendar::workdays_until(Date day, Date today) const {
  const bool is_over = day < today;
  const auto [first, last] = std::minmax({sys_days(day), sys_days(today)});
  int counted = 0;
  for (auto at = first + days(1); at <= last; at += days(1)) {
    if (is_workday(Date(at))) ++counted;
  }
  return is_over ? -std::max(counted, 1) : counted;
}

}  // namespace jianzai
