#pragma once

#include "app/ports.h"

namespace jianzai::app {

// Records the separate consent (单独同意) of the account's owner to the text version that was shown; or with
// `relative` that of one whom it helps, given on the helper's phone. Errors: kInvalidFields (text_version
// TERMS_OUTDATED) when another text holds now; kNoPlan when the ID number is in no agency's list; kNotFound
// when the account does not help that one; kIdempotencyConflict when the key was used for another text or
// person.
[[nodiscard]] Result<Consent> give_consent(Ports& ports, const Account& account,
                                           std::string_view text_version, std::string_view request_key,
                                           const std::optional<RelativeId>& relative = {});

}  // namespace jianzai::app
