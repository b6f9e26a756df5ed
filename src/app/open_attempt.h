#pragma once

#include "app/view_attempts.h"

namespace jianzai::app {

// Opens an attempt at proof of life. `camera_name`: as the camera's maker or its owner calls it, empty when
// the client does not say; only whether it is a known virtual camera is kept. Where the account has one that
// is still open, that one goes on: a second phone or a page opened anew loses nothing. Errors:
// kConsentMissing when the consent is not the account's own or is to an older text; kNoPlan; kNoTemplate.
[[nodiscard]] Result<AttemptView> open_attempt(Ports& ports, const Account& account, const ConsentId& consent,
                                               ChallengeMode mode, std::string_view request_key,
                                               std::string_view camera_name = {});

}  // namespace jianzai::app
