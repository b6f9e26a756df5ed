#include "domain/retention.h"

#include <set>

#include <gtest/gtest.h>

namespace jianzai {
namespace {

using std::chrono::days;

TEST(Retention, of_everything_is_told_once_by_its_name) {
  std::set<std::string_view> names;
  for (const auto& period : retention_periods(days(7))) {
    EXPECT_TRUE(names.insert(to_text(period.kept)).second);
    EXPECT_EQ(kept_from(to_text(period.kept)), period.kept);
    EXPECT_EQ(retention_period(period.kept, days(7)).longest, period.longest);
    const bool has_number = period.unit != KeptUnit::kNone && period.unit != KeptUnit::kEver;
    EXPECT_EQ(period.longest > 0, has_number) << to_text(period.kept);
    EXPECT_LE(period.shortest, period.longest) << to_text(period.kept);
    EXPECT_FALSE(to_text(period.unit).empty());
  }
  EXPECT_EQ(names.size(), 14U);
  EXPECT_FALSE(kept_from("NOTHING"));
}

TEST(Retention, that_may_be_shortened_is_that_of_pictures_lists_and_messages) {
  std::set<Kept> shortened;
  for (const auto& period : retention_periods(days(7))) {
    if (period.may_be_shortened()) shortened.insert(period.kept);
  }
  EXPECT_EQ(shortened, (std::set{Kept::kFrames, Kept::kLists, Kept::kListTraces, Kept::kMessages,
                                 Kept::kProofEvidence}));
  // Frames are bound by how the service was set up; of one day there is nothing to shorten.
  EXPECT_EQ(retention_period(Kept::kFrames, days(30)).longest, 30);
  EXPECT_FALSE(retention_period(Kept::kFrames, days(1)).may_be_shortened());
}

}  // namespace
}  // namespace jianzai
