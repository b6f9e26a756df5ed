#include "domain/attempt.h"

#include <map>

#include <gtest/gtest.h>

namespace jianzai {
namespace {

TEST(AttemptState, allows_and_refuses_every_event_in_every_state) {
  using S = AttemptState;
  using E = AttemptEvent;
  const std::map<std::pair<S, E>, S> allowed{
      {{S::kOpen, E::kSubmit}, S::kSubmitted},
      {{S::kOpen, E::kExpire}, S::kExpired},
      {{S::kSubmitted, E::kDecide}, S::kDecided},
  };
  for (const S state : {S::kOpen, S::kSubmitted, S::kDecided, S::kExpired}) {
    for (const E event : {E::kSubmit, E::kDecide, E::kExpire}) {
      const auto expected = allowed.find({state, event});
      const auto next = next_state(state, event);
      EXPECT_EQ(next.has_value(), expected != allowed.end());
      if (next) {
        EXPECT_EQ(*next, expected->second);
      }
    }
  }
}

TEST(AttemptState, names_survive_storage) {
  for (const auto* name : {"OPEN", "SUBMITTED", "DECIDED", "EXPIRED"}) {
    EXPECT_EQ(to_text(*attempt_state_from(name)), name);
  }
  for (const auto* name : {"PASSED", "NOT_PASSED", "REVIEW"})
    EXPECT_EQ(to_text(*attempt_result_from(name)), name);
  EXPECT_FALSE(attempt_state_from("open"));
  EXPECT_FALSE(attempt_result_from(""));
}

}  // namespace
}  // namespace jianzai
