#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace jianzai {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Date = std::chrono::year_month_day;

// Where "now" comes from. Passed in everywhere, so that a test can stand on any day.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Time now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override;
};

class FakeClock final : public Clock {
 public:
  explicit FakeClock(Time start) : now_(start) {}
  [[nodiscard]] Time now() const override { return now_; }
  void advance(std::chrono::milliseconds by) { now_ += by; }
  void set(Time to) { now_ = to; }

 private:
  Time now_;
};

// The calendar day in China (UTC+8, no daylight saving since 1991), in which every due date is meant.
[[nodiscard]] Date china_date(Time at);
// The first instant of a calendar day in China.
[[nodiscard]] Time china_midnight(Date day);

// `2026-11-24`
[[nodiscard]] std::string to_iso(Date day);
// `2026-11-24T07:05:09.123Z`
[[nodiscard]] std::string to_iso(Time at);
// The day written as `2026-11-24`; nothing when it is no such day.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);

[[nodiscard]] inline std::int64_t to_unix_ms(Time at) { return at.time_since_epoch().count(); }
[[nodiscard]] inline Time from_unix_ms(std::int64_t ms) { return Time(std::chrono::milliseconds(ms)); }

}  // namespace jianzai
