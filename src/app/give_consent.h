#pragma once

#include "app/ports.h"

namespace jianzai::app {

// Whether it was given on this account, to the text that holds now, and was not withdrawn.
[[nodiscard]] bool holds(const std::optional<Consent>& consent, const Account& account,
                         const Settings& settings);

// Records the separate consent (单独同意) of the account's owner to the text version that was shown; or with
// `relative` that of one whom it helps, given on the helper's phone. Errors: kInvalidFields (text_version
// TERMS_OUTDATED) when another text holds now; kNoPlan when the ID number is in no agency's list; kNotFound
// when the account does not help that one; kGuardianNeeded for a child that no family member helps;
// kIdempotencyConflict when the key was used for another text or person.
[[nodiscard]] Result<Consent> give_consent(Ports& ports, const Account& account,
                                           std::string_view text_version, std::string_view request_key,
                                           const std::optional<RelativeId>& relative = {});

// What the account agreed to, the latest first, with what was withdrawn.
[[nodiscard]] Result<std::vector<Consent>> list_consents(Ports& ports, const Account& account);

// From now on no attempt is opened or goes on under it: an open one ends; one that was handed in already is
// decided. The pictures of those that are decided are
// erased, but for those that a review is looking at. What was passed stays passed. Errors: kNotFound.
[[nodiscard]] Result<Consent> withdraw_consent(Ports& ports, const Account& account, const ConsentId& id);

// Who is below kOwnConsentAge is agreed for by a family member of age on their own account. Of an account
// without an ID number the age is not known. Errors: kGuardianNeeded.
[[nodiscard]] Result<void> must_be_agreed_for(Transaction& transaction, const Account& account,
                                              const Person& person, Date today);

}  // namespace jianzai::app
