#include "domain/import_job.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace jianzai {
namespace {

using enum ImportState;
using enum ImportEvent;

constexpr std::array kStates{kChecking, kUnmapped, kChecked, kRunning,  kDone,
                             kFailed,   kUndoing,  kUndone,  kDiscarded};
constexpr std::array kEvents{kMap,  kMissColumns, kCheck,      kStart,  kFinish,
                             kFail, kUndo,        kFinishUndo, kDiscard};

TEST(ImportJobTest, moves_as_the_table_says_and_no_other_way) {
  const std::map<std::pair<ImportState, ImportEvent>, ImportState> allowed{
      {{kChecking, kMissColumns}, kUnmapped}, {{kChecking, kCheck}, kChecked},
      {{kChecking, kFail}, kFailed},          {{kChecking, kDiscard}, kDiscarded},
      {{kUnmapped, kMap}, kChecking},         {{kUnmapped, kDiscard}, kDiscarded},
      {{kChecked, kMap}, kChecking},          {{kChecked, kStart}, kRunning},
      {{kChecked, kDiscard}, kDiscarded},     {{kRunning, kFinish}, kDone},
      {{kRunning, kFail}, kFailed},           {{kDone, kUndo}, kUndoing},
      {{kUndoing, kFinishUndo}, kUndone}};
  for (const auto state : kStates) {
    for (const auto event : kEvents) {
      const auto found = allowed.find({state, event});
      const auto expected = found == allowed.end() ? std::nullopt : std::optional(found->second);
      EXPECT_EQ(next_state(state, event), expected) << to_text(state) << ' ' << static_cast<int>(event);
    }
  }
}

TEST(ImportJobTest, begins_to_count_anew_when_it_is_started) {
  const FakeClock clock(from_unix_ms(1'764'000'000'000));
  SeededRandom random(7);
  ImportJob job{.id = ImportId::make(clock, random),
                .agency = AgencyId::make(clock, random),
                .file_name = {},
                .made_by = OperatorId::make(clock, random),
                .made_at = clock.now(),
                .state = kChecked,
                .state_since = clock.now()};
  job.counts.added = 3;
  EXPECT_FALSE(apply(job, kUndo, clock.now()));
  EXPECT_EQ(job.state, kChecked);
  EXPECT_TRUE(apply(job, kStart, clock.now() + std::chrono::hours(1)));
  EXPECT_EQ(job.counts, ImportCounts{});
  EXPECT_EQ(job.state_since, clock.now() + std::chrono::hours(1));
  job.line = 8;
  job.percent = 99;
  EXPECT_TRUE(apply(job, kFinish, clock.now()));
  EXPECT_EQ(job.percent, 100);
  EXPECT_TRUE(apply(job, kUndo, clock.now()));
  EXPECT_EQ(job.line, 9U) << "all that comes before is taken back";
  EXPECT_EQ(job.percent, 0);
}

TEST(ImportJobTest, columns_come_back_as_they_were_written) {
  const ColumnMapping columns{{"id_number", 11}, {"name", 0}};
  EXPECT_EQ(to_text(columns), "id_number=11 name=0");
  EXPECT_EQ(column_mapping_from(to_text(columns)), columns);
  EXPECT_EQ(column_mapping_from(""), ColumnMapping{});
  for (const auto* text : {"name", "name=", "name=x", "name=-1", "name=1x"})
    EXPECT_FALSE(column_mapping_from(text)) << text;
}

}  // namespace
}  // namespace jianzai
