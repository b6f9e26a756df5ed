// A pass: that somebody was seen alive, and how.
#pragma once

#include <optional>
#include <string_view>

#include "domain/ids.h"

namespace jianzai {

enum class PassWay {
  kFace,      // by an attempt, says the machine
  kReview,    // by an attempt, says a reviewer
  kAssisted,  // somebody else saw the person (辅助认证)
  kMatched,   // another system did (数据比对)
};
[[nodiscard]] std::string_view to_text(PassWay way);  // `FACE`
[[nodiscard]] std::optional<PassWay> pass_way_from(std::string_view text);

// A pass without an attempt: kAssisted or kMatched.
struct Pass {
  PassId id;
  PersonId person;
  PassWay way = PassWay::kAssisted;
  Date seen_on;
  Time passed_at;                        // when the agency knew
  std::optional<Date> next_due_on = {};  // as of then; nothing without entitlements
};

}  // namespace jianzai
