#include "domain/retention.h"

#include <algorithm>

#include "base/limits.h"
#include "base/names.h"
#include "domain/import_job.h"

namespace jianzai {
namespace {

constexpr Names<Kept, 14> kKept{{
    {Kept::kPassedFrames, "PASSED_FRAMES"},
    {Kept::kFrames, "FRAMES"},
    {Kept::kFrameDigests, "FRAME_DIGESTS"},
    {Kept::kReviewEvidence, "REVIEW_EVIDENCE"},
    {Kept::kLists, "LISTS"},
    {Kept::kListTraces, "LIST_TRACES"},
    {Kept::kMessages, "MESSAGES"},
    {Kept::kLoginTries, "LOGIN_TRIES"},
    {Kept::kCodes, "CODES"},
    {Kept::kSessions, "SESSIONS"},
    {Kept::kIdleSessions, "IDLE_SESSIONS"},
    {Kept::kReferences, "REFERENCES"},
    {Kept::kProofEvidence, "PROOF_EVIDENCE"},
    {Kept::kAuditLog, "AUDIT_LOG"},
}};

constexpr Names<KeptUnit, 5> kUnits{{
    {KeptUnit::kNone, "NONE"},
    {KeptUnit::kMinutes, "MINUTES"},
    {KeptUnit::kHours, "HOURS"},
    {KeptUnit::kDays, "DAYS"},
    {KeptUnit::kEver, "EVER"},
}};

// Somebody who was not told asks within days, not on the same one.
constexpr int kMessagesShortest = 7;

constexpr RetentionPeriod fixed(Kept kept, KeptUnit unit, std::int64_t n = 0) {
  return {.kept = kept, .unit = unit, .longest = static_cast<int>(n), .shortest = static_cast<int>(n)};
}

constexpr RetentionPeriod days(Kept kept, std::chrono::days longest, int shortest = 1) {
  return {.kept = kept,
          .unit = KeptUnit::kDays,
          .longest = static_cast<int>(longest.count()),
          .shortest = shortest};
}

// Who is refused on a Friday asks for a review on Monday; and tries count for as long.
constexpr int kFramesShortest = 3;
// The same: what was confirmed or refused on a Friday is asked about on Monday.
constexpr int kProofEvidenceShortest = 3;

}  // namespace

std::string_view to_text(Kept kept) { return name_of(kKept, kept); }
std::optional<Kept> kept_from(std::string_view text) { return value_of(kKept, text); }
std::string_view to_text(KeptUnit unit) { return name_of(kUnits, unit); }

RetentionPeriod retention_period(Kept kept, std::chrono::days frames) {
  switch (kept) {
    case Kept::kPassedFrames:
    case Kept::kReviewEvidence:
      return fixed(kept, KeptUnit::kNone);
    case Kept::kFrames:
      return days(kept, frames, std::min(static_cast<int>(frames.count()), kFramesShortest));
    case Kept::kFrameDigests:
      return fixed(kept, KeptUnit::kDays, limits::kDigestsKept.count());
    case Kept::kLists:
      return days(kept, kListKept);
    case Kept::kListTraces:
      return days(kept, kImportTracesKept);
    case Kept::kMessages:
      return days(kept, limits::kNoticesKept, kMessagesShortest);
    case Kept::kLoginTries:
      return fixed(kept, KeptUnit::kHours, limits::kLoginTriesKept.count());
    case Kept::kCodes:
      return fixed(kept, KeptUnit::kHours, limits::kCodesKept.count());
    case Kept::kSessions:
      return fixed(kept, KeptUnit::kHours, limits::kSessionLifetime.count());
    case Kept::kIdleSessions:
      return fixed(kept, KeptUnit::kMinutes, limits::kSessionIdle.count());
    case Kept::kProofEvidence:
      return days(kept, limits::kProofEvidenceKept, kProofEvidenceShortest);
    case Kept::kReferences:
    case Kept::kAuditLog:
      return fixed(kept, KeptUnit::kEver);
  }
  return fixed(kept, KeptUnit::kEver);
}

std::vector<RetentionPeriod> retention_periods(std::chrono::days frames) {
  std::vector<RetentionPeriod> periods;
  for (const auto& [kept, name] : kKept) periods.push_back(retention_period(kept, frames));
  return periods;
}

}  // namespace jianzai
