#include "domain/due_rule.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/names.h"
#include "domain/person_details.h"

namespace jianzai {

namespace {

using namespace std::chrono;

constexpr Names<DueRuleKind, 4> kKinds{{
    {DueRuleKind::kFixedWindow, "FIXED_WINDOW"},
    {DueRuleKind::kRollingDay, "ROLLING_DAY"},
    {DueRuleKind::kRollingMonthEnd, "ROLLING_MONTH_END"},
    {DueRuleKind::kRollingMonthInclusive, "ROLLING_MONTH_INCLUSIVE"},
}};

Date last_day(year_month month) { return Date(month / last); }

// 29 February becomes the 28th in other years.
Date day_in(year y, month_day day) {
  const Date date = y / day.month() / day.day();
  return date.ok() ? date : last_day(y / day.month());
}

Date same_day_or_last(Date from, months later) {
  const year_month month = year_month(from.year(), from.month()) + later;
  const Date date = month / from.day();
  return date.ok() ? date : last_day(month);
}

// The first window from the year of `day` on that `fits`.
template <class Fits>
Cycle first_window(const std::vector<YearWindow>& windows, Date day, Fits fits) {
  for (year y = day.year();; ++y) {
    for (const YearWindow& window : windows) {
      const Cycle cycle{day_in(y, window.from), day_in(y, window.to)};
      if (fits(cycle)) return cycle;
    }
  }
}

Cycle rolling(Date due_on) { return {Date(sys_days(due_on) - kOpensBeforeDue), due_on}; }

}  // namespace

Cycle cycle_after_pass(const DueRule& rule, Date passed_on) {
  const year_month month(passed_on.year(), passed_on.month());
  switch (rule.kind) {
    case DueRuleKind::kFixedWindow:
      return first_window(rule.windows, passed_on,
                          [&](const Cycle& window) { return window.opens_on > passed_on; });
    case DueRuleKind::kRollingDay:
      return rolling(same_day_or_last(passed_on, months(rule.months)));
    case DueRuleKind::kRollingMonthEnd:
      return rolling(last_day(month + months(rule.months)));
    case DueRuleKind::kRollingMonthInclusive:
      return rolling(last_day(month + months(rule.months - 1)));
  }
  std::abort();
}

Cycle first_cycle(const DueRule& rule, Date started_on) {
  if (rule.kind == DueRuleKind::kFixedWindow) {
    return first_window(rule.windows, started_on,
                        [&](const Cycle& window) { return window.due_on >= started_on; });
  }
  return {started_on, cycle_after_pass(rule, started_on).due_on};
}

bool takes(const DueRule& rule, ChallengeMode mode, int age) {
  return (rule.takes_minors || age >= kAdultAge) && std::ranges::find(rule.modes, mode) != rule.modes.end();
}

std::string_view to_text(DueRuleKind kind) { return name_of(kKinds, kind); }

std::optional<DueRuleKind> due_rule_kind_from(std::string_view text) { return value_of(kKinds, text); }

std::string windows_to_text(const std::vector<YearWindow>& windows) {
  std::string text;
  const auto day = [](month_day value) {
    return fmt::format("{:02d}-{:02d}", static_cast<unsigned>(value.month()),
                       static_cast<unsigned>(value.day()));
  };
  for (const YearWindow& window : windows) {
    if (!text.empty()) text += ',';
    text += day(window.from) + ".." + day(window.to);
  }
  return text;
}

std::optional<std::vector<YearWindow>> windows_from(std::string_view text) {
  constexpr std::size_t kWindowLength = 12;  // 01-01..06-30
  std::vector<YearWindow> windows;
  const auto day = [](std::string_view part) -> std::optional<month_day> {
    // 2000 is a leap year, so that 02-29 is a day.
    const auto date = parse_date("2000-" + std::string(part));
    if (!date) return std::nullopt;
    return date->month() / date->day();
  };
  while (!text.empty()) {
    if (text.size() < kWindowLength || text.substr(5, 2) != "..") return std::nullopt;
    const auto from = day(text.substr(0, 5));
    const auto to = day(text.substr(7, 5));
    if (!from || !to || *to < *from) return std::nullopt;
    if (!windows.empty() && *from <= windows.back().to) return std::nullopt;
    windows.push_back({*from, *to});
    text.remove_prefix(kWindowLength);
    if (text.empty()) break;
    if (text.front() != ',' || text.size() == 1) return std::nullopt;
    text.remove_prefix(1);
  }
  return windows;
}

}  // namespace jianzai
