#include "domain/suspension.h"

#include <algorithm>

#include "base/names.h"

namespace jianzai {

using namespace std::chrono;

Date last_protected_day(const PlanWindow& window) {
  return Date(sys_days(std::max(window.self_to, window.verify_to)) + days(window.grace_days));
}

namespace {

constexpr Names<ContactChannel, 5> kChannels{{
    {ContactChannel::kSms, "SMS"},
    {ContactChannel::kVoice, "VOICE"},
    {ContactChannel::kLetter, "LETTER"},
    {ContactChannel::kApp, "APP"},
    {ContactChannel::kVisit, "VISIT"},
}};
constexpr Names<ContactResult, 4> kResults{{
    {ContactResult::kReached, "REACHED"},
    {ContactResult::kFamily, "FAMILY"},
    {ContactResult::kLeftWord, "LEFT_WORD"},
    {ContactResult::kNotReached, "NOT_REACHED"},
}};

}  // namespace

std::string_view to_text(ContactChannel channel) { return name_of(kChannels, channel); }
std::optional<ContactChannel> contact_channel_from(std::string_view text) {
  return value_of(kChannels, text);
}

std::string_view to_text(ContactResult result) { return name_of(kResults, result); }
std::optional<ContactResult> contact_result_from(std::string_view text) { return value_of(kResults, text); }

std::string_view to_text(SuspensionBar bar) {
  switch (bar) {
    case SuspensionBar::kState:
      return "STATE";
    case SuspensionBar::kTooEarly:
      return "TOO_EARLY";
    case SuspensionBar::kTooFewContacts:
      return "TOO_FEW_CONTACTS";
    case SuspensionBar::kOpenReview:
      return "OPEN_REVIEW";
    case SuspensionBar::kOpenAppeal:
      return "OPEN_APPEAL";
    case SuspensionBar::kOpenVisit:
      return "OPEN_VISIT";
    case SuspensionBar::kOpenProof:
      return "OPEN_PROOF";
    case SuspensionBar::kPlanClosed:
      return "PLAN_CLOSED";
    case SuspensionBar::kNoConfirmedLoss:
      return "NO_CONFIRMED_LOSS";
  }
  return {};
}

std::vector<SuspensionBar> suspension_bars(const SuspensionFacts& facts, Date today) {
  std::vector<SuspensionBar> bars;
  if (facts.state != TaskState::kVerifying && facts.state != TaskState::kSuspendProposed)
    bars.push_back(SuspensionBar::kState);
  if (today <= last_protected_day(facts.window)) bars.push_back(SuspensionBar::kTooEarly);
  if (facts.contact_channels < kContactChannelsMin) bars.push_back(SuspensionBar::kTooFewContacts);
  if (facts.has_open_review) bars.push_back(SuspensionBar::kOpenReview);
  if (facts.has_open_appeal) bars.push_back(SuspensionBar::kOpenAppeal);
  if (facts.has_open_visit) bars.push_back(SuspensionBar::kOpenVisit);
  if (facts.has_open_proof) bars.push_back(SuspensionBar::kOpenProof);
  if (facts.is_plan_closed) bars.push_back(SuspensionBar::kPlanClosed);
  return bars;
}

int arrears_months(Date suspended_from, Date resumed_on) {
  const auto months = year_month(resumed_on.year(), resumed_on.month()) -
                      year_month(suspended_from.year(), suspended_from.month());
  return std::max(0, static_cast<int>(months.count()));
}

}  // namespace jianzai
