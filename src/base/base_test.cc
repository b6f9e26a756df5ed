#include <atomic>
#include <future>
#include <set>

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/id.h"
#include "base/result.h"
#include "base/worker_pool.h"

namespace jianzai {
namespace {

using namespace std::chrono;

TEST(Clock, the_day_in_china_begins_at_16_utc) {
  EXPECT_EQ(china_date(Time(sys_days(2026y / November / 24)) + 15h + 59min), 2026y / November / 24);
  EXPECT_EQ(china_date(Time(sys_days(2026y / November / 24)) + 16h), 2026y / November / 25);
  EXPECT_EQ(china_date(china_midnight(2027y / January / 1)), 2027y / January / 1);
  EXPECT_EQ(china_date(china_midnight(2027y / January / 1) - 1ms), 2026y / December / 31);
}

TEST(Clock, writes_and_reads_iso) {
  EXPECT_EQ(to_iso(Time(sys_days(2026y / November / 24)) + 7h + 5min + 9s + 123ms),
            "2026-11-24T07:05:09.123Z");
  EXPECT_EQ(parse_date("2026-02-28"), 2026y / February / 28);
  for (const auto* wrong : {"2026-02-30", "2026-2-28", "2026/02/28", "+026-02-28", "2026-02-2x", ""}) {
    EXPECT_FALSE(parse_date(wrong)) << wrong;
  }
}

TEST(Id, sorts_by_time_and_is_recognised) {
  SeededRandom random(1);
  const std::string earlier = make_sortable_id(from_unix_ms(1'700'000'000'000), random);
  const std::string later = make_sortable_id(from_unix_ms(1'700'000'000'001), random);
  EXPECT_LT(earlier, later);
  const std::string first = first_sortable_id(from_unix_ms(1'700'000'000'001));
  EXPECT_LT(earlier, first);
  EXPECT_LT(first, later);
  EXPECT_TRUE(is_sortable_id(first));
  EXPECT_TRUE(is_sortable_id(earlier));
  EXPECT_FALSE(is_sortable_id(earlier + "0"));
  EXPECT_FALSE(is_sortable_id("../../../../etc/passwd0000"));
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(make_sortable_id(from_unix_ms(1), random));
  EXPECT_EQ(ids.size(), 1000U);
}

TEST(Bytes, hex_goes_there_and_back) {
  EXPECT_EQ(to_hex(Bytes{0, 15, 255}), "000fff");
  EXPECT_EQ(from_hex("000fFF"), (Bytes{0, 15, 255}));
  EXPECT_FALSE(from_hex("0"));
  EXPECT_FALSE(from_hex("0g"));
}

Result<int> half(int number) {
  if (number % 2 != 0) return fail(ErrorCode::kInvalidRequest, "odd");
  return number / 2;
}
Result<int> quarter(int number) { return TRY(half(TRY(half(number)))); }

TEST(Result, try_hands_the_error_on) {
  EXPECT_EQ(quarter(12), 3);
  ASSERT_FALSE(quarter(6));
  EXPECT_EQ(quarter(6).error().detail, "odd");
}

TEST(WorkerPool, refuses_when_its_queue_is_full_and_finishes_what_it_took) {
  std::atomic<int> done = 0;
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  {
    WorkerPool pool(1, 2);
    std::promise<void> started;
    ASSERT_TRUE(pool.submit([&] {
      started.set_value();
      opened.wait();
      ++done;
    }));
    started.get_future().wait();
    EXPECT_TRUE(pool.submit([&] { ++done; }));
    EXPECT_TRUE(pool.submit([&] { ++done; }));
    EXPECT_EQ(pool.queued(), 2U);
    EXPECT_FALSE(pool.submit([&] { ++done; }));
    gate.set_value();
  }
  EXPECT_EQ(done, 3);
}

}  // namespace
}  // namespace jianzai
