#include "domain/field_key.h"

#include <gtest/gtest.h>

namespace jianzai {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

class FieldKeys : public ::testing::Test {
 protected:
  FakeClock clock_{from_unix_ms(1'764'000'000'000)};
  SeededRandom random_{20};
  OperatorId helper_ = OperatorId::make(clock_, random_);
  FieldKey key_{.id = FieldKeyId::make(clock_, random_),
                .owner = helper_,
                .public_key = {},
                .issued_at = clock_.now(),
                .valid_until = clock_.now() + kFieldKeyValid};

  std::optional<FieldFault> fault(milliseconds taken, milliseconds arrived) const {
    return field_fault(key_, helper_, key_.issued_at + taken, key_.issued_at + arrived);
  }
};

TEST_F(FieldKeys, sign_one_line_that_says_all_of_a_picture) {
  const FieldMark mark{.key = *FieldKeyId::parse("01kb0000000000000000000001"),
                       .sequence = 7,
                       .captured_at = from_unix_ms(1'764'000'000'123),
                       .signature = {}};
  EXPECT_EQ(
      field_statement(mark, *PersonId::parse("01kb0000000000000000000002"), AssistedWay::kVillage, "ab"),
      "JIANZAI-FIELD1|01kb0000000000000000000001|01kb0000000000000000000002|VILLAGE|7|1764000000123|ab");
}

TEST_F(FieldKeys, stand_for_pictures_of_their_time_only) {
  EXPECT_FALSE(fault(1h, 1h));
  EXPECT_FALSE(fault(-kFieldClockSkew, 1h));
  EXPECT_EQ(fault(-kFieldClockSkew - 1ms, 1h), FieldFault::kTime);
  EXPECT_FALSE(fault(kFieldKeyValid, kFieldKeyValid));
  EXPECT_EQ(fault(kFieldKeyValid + 1ms, kFieldKeyValid + 1ms), FieldFault::kTime);
  EXPECT_FALSE(fault(1h + kFieldClockSkew, 1h));
  EXPECT_EQ(fault(1h + kFieldClockSkew + 1ms, 1h), FieldFault::kTime);
}

TEST_F(FieldKeys, take_pictures_that_did_not_wait_too_long) {
  constexpr milliseconds longest = kFieldUploadMax + kFieldClockSkew;
  EXPECT_FALSE(fault(71h, 71h + longest));  // the key itself is over by then
  EXPECT_EQ(fault(71h, 71h + longest + 1ms), FieldFault::kLate);
}

TEST_F(FieldKeys, are_their_owners_until_they_are_revoked) {
  EXPECT_EQ(field_fault(key_, OperatorId::make(clock_, random_), key_.issued_at, key_.issued_at),
            FieldFault::kKey);
  key_.revoked_at = key_.issued_at + 2h;
  EXPECT_EQ(fault(1h, 3h), FieldFault::kKey);  // the time on it may be anything
}

TEST(FieldSignature, is_needed_for_what_was_seen_outside_on_an_earlier_day) {
  const Date today = year(2026) / November / 25;
  const Date earlier = year(2026) / November / 24;
  struct Case {
    OperatorRole by;
    AssistedWay way;
    bool is_needed;
  };
  for (const auto& [by, way, is_needed] : {Case{OperatorRole::kVillageHelper, AssistedWay::kVillage, true},
                                           Case{OperatorRole::kVillageHelper, AssistedWay::kHomeVisit, true},
                                           Case{OperatorRole::kEmployer, AssistedWay::kEmployer, true},
                                           Case{OperatorRole::kClerk, AssistedWay::kVillage, true},
                                           Case{OperatorRole::kClerk, AssistedWay::kHomeVisit, false},
                                           Case{OperatorRole::kReviewer, AssistedWay::kEmployer, false}}) {
    EXPECT_EQ(must_be_signed(by, way, earlier, today), is_needed) << to_text(by) << ' ' << to_text(way);
    EXPECT_FALSE(must_be_signed(by, way, today, today)) << to_text(by) << ' ' << to_text(way);
  }
}

}  // namespace
}  // namespace jianzai
