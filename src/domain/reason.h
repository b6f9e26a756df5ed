#pragma once

#include <optional>
#include <string_view>

#include "base/names.h"

namespace jianzai {

// Why an attempt did not pass, or why a person decides it. What to say and what to do next stands under the
// same name in the apps' locale files. The names are stored and public: never changed, only added to.
enum class Reason {
  kNoFace,
  kManyFaces,
  kTooFar,
  kTooNear,
  kOffCentre,
  kTurned,
  kTilted,
  kDark,
  kBacklight,
  kOverexposed,
  kBlur,
  kEyesClosed,
  kCovered,
  kTooSmall,
  kActionMissed,  // the challenge was not completed, or its answer cannot be read: another try, another way
  kSpoofRisk,     // what answered was perhaps no living face: a person decides, and nobody is told more
  kLowAssurance,  // looked only: a person looks at it, too
  kNotSame,
  kLowMatch,
  kNetworksStarter,  // the starter networks did not see a clear match: a person decides
  kNetworksMissing,  // nothing can compare faces here: a person decides
  kRecordCheck,      // it would have passed, but a death is on record: a person decides, and is told why
  kNoTemplate,       // the reference was unusable or withdrawn in the meantime
  kDeadline,         // the attempt was never finished
  kReviewApproved,
  kReviewRejected,
};

inline constexpr Names<Reason, 26> kReasonNames{{
    {Reason::kNoFace, "NO_FACE"},
    {Reason::kManyFaces, "MANY_FACES"},
    {Reason::kTooFar, "TOO_FAR"},
    {Reason::kTooNear, "TOO_NEAR"},
    {Reason::kOffCentre, "OFF_CENTRE"},
    {Reason::kTurned, "TURNED"},
    {Reason::kTilted, "TILTED"},
    {Reason::kDark, "DARK"},
    {Reason::kBacklight, "BACKLIGHT"},
    {Reason::kOverexposed, "OVEREXPOSED"},
    {Reason::kBlur, "BLUR"},
    {Reason::kEyesClosed, "EYES_CLOSED"},
    {Reason::kCovered, "COVERED"},
    {Reason::kTooSmall, "TOO_SMALL"},
    {Reason::kActionMissed, "ACTION_MISSED"},
    {Reason::kSpoofRisk, "SPOOF_RISK"},
    {Reason::kLowAssurance, "LOW_ASSURANCE"},
    {Reason::kNotSame, "NOT_SAME"},
    {Reason::kLowMatch, "LOW_MATCH"},
    {Reason::kNetworksStarter, "NETWORKS_STARTER"},
    {Reason::kNetworksMissing, "NETWORKS_MISSING"},
    {Reason::kRecordCheck, "RECORD_CHECK"},
    {Reason::kNoTemplate, "NO_TEMPLATE"},
    {Reason::kDeadline, "DEADLINE"},
    {Reason::kReviewApproved, "REVIEW_APPROVED"},
    {Reason::kReviewRejected, "REVIEW_REJECTED"},
}};

[[nodiscard]] constexpr std::string_view to_text(Reason reason) { return name_of(kReasonNames, reason); }

[[nodiscard]] constexpr std::optional<Reason> reason_from(std::string_view text) {
  return value_of(kReasonNames, text);
}

}  // namespace jianzai
