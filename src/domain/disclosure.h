// Whole ID numbers and phones are shown to who says why (脱敏查看).
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "domain/ids.h"

namespace jianzai {

// Stored by name: never changed, only added to.
enum class DisclosureReason {
  kCall,           // to call the person
  kCheckIdentity,  // to compare with a document
  kPayment,        // to find the person in the paying system
  kComplaint,      // to answer a question or a complaint of the person
};
[[nodiscard]] std::string_view to_text(DisclosureReason reason);  // `CHECK_IDENTITY`
[[nodiscard]] std::optional<DisclosureReason> disclosure_reason_from(std::string_view text);

struct Disclosure {
  DisclosureId id;
  PersonId person;
  OperatorId by;
  Time at;
  DisclosureReason reason = DisclosureReason::kCall;
};

// How many an operator may ask for within an hour: a desk serves fewer people, and a list is not copied so.
inline constexpr int kDisclosuresPerHourMax = 60;

}  // namespace jianzai
