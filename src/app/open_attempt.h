#pragma once

#include "app/view_attempts.h"

namespace jianzai::app {

// What the client says about how it will look.
struct Capturing {
  ChallengeMode mode = ChallengeMode::kColour;
  Uplink uplink = Uplink::kSlow;
  // As the camera's maker or its owner calls it, empty when the client does not say; only whether it is a
  // known virtual camera is kept.
  std::string_view camera_name = {};
};

// Opens an attempt at proof of life of the person that the consent is of. Where the account has one of the
// same person and mode that is still open, that one goes on as it was drawn: a second phone or a page opened
// anew loses nothing. Errors: kConsentMissing when the consent was not given on this account, is to an older
// text, was withdrawn, or is of somebody whom the account does not help any more; kNoPlan; kWayNotTaken
// when no entitlement counts the mode of somebody of that age; kNoTemplate; kPlanClosed, kTriesUsed
// (tasks.h).
[[nodiscard]] Result<AttemptView> open_attempt(Ports& ports, const Account& account, const ConsentId& consent,
                                               const Capturing& capturing, std::string_view request_key);

}  // namespace jianzai::app
