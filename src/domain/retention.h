// How long what is kept (保存期限), and what of it an administrator may shorten. Never lengthened: these are
// the bounds that people are told of.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace jianzai {

enum class Kept {
  kPassedFrames,
  kFrames,  // of attempts that did not pass
  kFrameDigests,
  kReviewEvidence,
  kLists,       // that were handed in and not taken over
  kListTraces,  // row errors of a list, and what it added
  kMessages,
  kLoginTries,
  kCodes,
  kSessions,
  kIdleSessions,
  kReferences,
  kProofEvidence,  // of assisted proofs, from the verdict on
  kAuditLog,
};
[[nodiscard]] std::string_view to_text(Kept kept);  // `FRAMES`
[[nodiscard]] std::optional<Kept> kept_from(std::string_view text);

enum class KeptUnit {
  kNone,  // erased in the commit of what it was needed for
  kMinutes,
  kHours,
  kDays,
  kEver,  // nothing erases it
};
[[nodiscard]] std::string_view to_text(KeptUnit unit);

struct RetentionPeriod {
  Kept kept = Kept::kFrames;
  KeptUnit unit = KeptUnit::kNone;
  int longest = 0;   // in the unit; 0 where it has no number
  int shortest = 0;  // the same as longest: it is as it is

  [[nodiscard]] bool may_be_shortened() const { return shortest < longest; }
};

// Everything, what shows faces first. `frames`: as the service was set up, which is the bound of kFrames.
[[nodiscard]] std::vector<RetentionPeriod> retention_periods(std::chrono::days frames);
[[nodiscard]] RetentionPeriod retention_period(Kept kept, std::chrono::days frames);

}  // namespace jianzai
