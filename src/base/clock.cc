#include "base/clock.h"

#include <charconv>

#include <fmt/format.h>

namespace jianzai {

namespace {
constexpr std::chrono::hours kChinaOffset{8};
}

Time SystemClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Date china_date(Time at) { return Date(std::chrono::floor<std::chrono::days>(at + kChinaOffset)); }

Time china_midnight(Date day) { return Time(std::chrono::sys_days(day)) - kChinaOffset; }

std::string to_iso(Date day) {
  return fmt::format("{:04d}-{:02d}-{:02d}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

std::string to_iso(Time at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::hh_mm_ss clock(at - day);
  return fmt::format("{}T{:02d}:{:02d}:{:02d}.{:03d}Z", to_iso(Date(day)), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t length) -> std::optional<int> {
    int value = 0;
    const char* end = text.data() + from + length;
    const auto [stop, error] = std::from_chars(text.data() + from, end, value);
    if (error != std::errc{} || stop != end || value < 0) return std::nullopt;
    return value;
  };
  const auto year = number(0, 4);
  const auto month = number(5, 2);
  const auto day = number(8, 2);
  if (!year || !month || !day) return std::nullopt;
  const Date date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                  std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return date;
}

}  // namespace jianzai
