#include "domain/plan.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/names.h"

namespace jianzai {
namespace {

using namespace std::chrono;

constexpr minutes kDay = hours(24);

constexpr Names<PlanState, 3> kStates{{
    {PlanState::kFilling, "FILLING"},
    {PlanState::kOpen, "OPEN"},
    {PlanState::kClosed, "CLOSED"},
}};

std::optional<int> two_digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

// `08:00`.
std::optional<minutes> time_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = two_digits(text.substr(0, 2));
  const auto minute = two_digits(text.substr(3));
  if (!hour || !minute || *minute > 59) return std::nullopt;
  const minutes time = hours(*hour) + minutes(*minute);
  if (time > kDay) return std::nullopt;
  return time;
}

std::string text_of(minutes time) {
  return fmt::format("{:02d}:{:02d}", time.count() / 60, time.count() % 60);
}

}  // namespace

bool is_open(const OpeningHours& hours, Time now) {
  const auto since_midnight = now - china_midnight(china_date(now));
  return since_midnight >= hours.from && since_midnight < hours.to;
}

std::string to_text(const OpeningHours& hours) { return text_of(hours.from) + "-" + text_of(hours.to); }

std::optional<OpeningHours> opening_hours_from(std::string_view text) {
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  const auto from = time_of_day(text.substr(0, 5));
  const auto to = time_of_day(text.substr(6));
  if (!from || !to || *from >= *to) return std::nullopt;
  return OpeningHours{*from, *to};
}

std::string_view to_text(PlanState state) { return name_of(kStates, state); }
std::optional<PlanState> plan_state_from(std::string_view text) { return value_of(kStates, text); }

std::optional<PlanWindow> window_of(const Plan& plan, const Entitlement& entitlement, Date today) {
  PlanDates dates{};
  bool was_never_told = false;
  if (plan.dates) {
    dates = *plan.dates;
    if (entitlement.started_on > dates.to) return std::nullopt;
    if (entitlement.last_passed_on && *entitlement.last_passed_on >= dates.from) return std::nullopt;
  } else {
    const Cycle cycle = entitlement.cycle();
    if (cycle.opens_on > today) return std::nullopt;
    dates = {cycle.opens_on, cycle.due_on};
    was_never_told = entitlement.is_new_here() || cycle.due_on < today;
  }
  const sys_days self_to =
      std::max(sys_days(dates.to), sys_days(today) + (was_never_told ? kOpensBeforeDue : days(0)));
  return PlanWindow{
      .self_from = dates.from,
      .self_to = Date(self_to),
      .verify_to = Date(std::max(self_to + days(plan.verify_days), sys_days(today) + kTaskNotice)),
      .grace_days = std::max(plan.grace_days, entitlement.category.rule.grace_days)};
}

}  // namespace jianzai
