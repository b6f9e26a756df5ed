// When a payment may be stopped (暂停), what keeps it from being stopped, and what is owed when it goes on.
// No silent stop: an operator proposes, another one approves, and termination (终止) is another thing.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "domain/plan.h"
#include "domain/task.h"

namespace jianzai {

// The last day on which nothing may be stopped.
[[nodiscard]] Date last_protected_day(const PlanWindow& window);

// What is known about one task.
struct SuspensionFacts {
  TaskState state = TaskState::kPending;
  PlanWindow window;
  int contact_channels = 0;  // different ways that were tried and logged: SMS, voice, letter, app, visit
  bool has_open_review = false;
  bool has_open_appeal = false;
  bool has_open_visit = false;
  bool has_open_proof = false;
  bool is_plan_closed = false;
};

// How somebody was asked to come forward.
enum class ContactChannel { kSms, kVoice, kLetter, kApp, kVisit };
[[nodiscard]] std::string_view to_text(ContactChannel channel);  // `LETTER`
[[nodiscard]] std::optional<ContactChannel> contact_channel_from(std::string_view text);

// What came of it. Also who was not reached was asked.
enum class ContactResult {
  kReached,     // the person
  kFamily,      // somebody of the family
  kLeftWord,    // sent, handed over, or said to a machine
  kNotReached,  // nobody answered, or was there
};
[[nodiscard]] std::string_view to_text(ContactResult result);  // `LEFT_WORD`
[[nodiscard]] std::optional<ContactResult> contact_result_from(std::string_view text);

enum class SuspensionBar {
  kState,     // not VERIFYING: proved, under review, or self-service still runs
  kTooEarly,  // window, verification and grace are not over
  kTooFewContacts,
  kOpenReview,
  kOpenAppeal,
  kOpenVisit,
  kOpenProof,        // an assisted proof waits for a reviewer
  kPlanClosed,       // nobody is asked any more
  kNoConfirmedLoss,  // against ending a benefit: no loss was looked into and found so
};
[[nodiscard]] std::string_view to_text(SuspensionBar bar);  // `TOO_FEW_CONTACTS`

inline constexpr int kContactChannelsMin = 2;

// Everything that stands against proposing it, or approving a proposal, on that day; empty when nothing does.
[[nodiscard]] std::vector<SuspensionBar> suspension_bars(const SuspensionFacts& facts, Date today);

// Months that were not paid: from the month of `suspended_from`, the first unpaid one, to the one before the
// month of `resumed_on`, which is paid as usual. 0 when it resumed in the same month.
[[nodiscard]] int arrears_months(Date suspended_from, Date resumed_on);

}  // namespace jianzai
