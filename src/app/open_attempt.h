#pragma once

#include "app/view_attempts.h"

namespace jianzai::app {

// Opens an attempt at proof of life. Where the account has one that is still open, that one goes on: a second
// phone or a page opened anew loses nothing. Errors: kConsentMissing when the consent is not the account's
// own or is to an older text; kNoPlan; kNoTemplate.
[[nodiscard]] Result<AttemptView> open_attempt(Ports& ports, const Account& account, const ConsentId& consent,
                                               ChallengeMode mode, std::string_view request_key);

}  // namespace jianzai::app
