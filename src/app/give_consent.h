#pragma once

#include "app/ports.h"

namespace jianzai::app {

// Whether it lets this account take and compare pictures: given on it, to the text that holds now, and not
// withdrawn.
[[nodiscard]] bool holds(const std::optional<Consent>& consent, const Account& account,
                         const Settings& settings);

// Whether a picture of the person may stay as a reference: somebody agreed, on whatever account, to the text
// that holds now, and it was not withdrawn.
[[nodiscard]] Result<bool> may_keep_image(Transaction& transaction, const PersonId& person,
                                          const Settings& settings);

// Of the text that holds now.
[[nodiscard]] const std::string& text_version_of(ConsentPurpose purpose, const Settings& settings);

// Records the separate consent (单独同意) of the account's owner, for one purpose, to the text version that
// was shown; or with `relative` that of one whom it helps, given on the helper's phone. Errors:
// kInvalidFields (text_version TERMS_OUTDATED) when another text holds now; kNoPlan when the ID number is in
// no agency's list; kNotFound when the account does not help that one; kGuardianNeeded for a child that no
// family member helps; kIdempotencyConflict when the key was used for another text, purpose or person.
[[nodiscard]] Result<Consent> give_consent(Ports& ports, const Account& account,
                                           std::string_view text_version, std::string_view request_key,
                                           const std::optional<RelativeId>& relative = {},
                                           ConsentPurpose purpose = ConsentPurpose::kFaceComparison);

struct ConsentView {
  Consent consent;
  Secret<std::string> person_name;
  ConsentMode mode = ConsentMode::kTap;
};

// What was agreed to on the account, and by its owner on the phones of others or to an operator; the latest
// first, with what was withdrawn.
[[nodiscard]] Result<std::vector<ConsentView>> list_consents(Ports& ports, const Account& account);

// By who gave it, or by the person, wherever it was given; what was passed stays passed. Of kFaceComparison:
// from now on no attempt is opened or goes on under it: an open one ends; one that was handed in already is
// decided. The pictures of those that are decided are erased, but for those that a review is looking at. Of
// kKeepImage: the person's own word takes back those given on other phones, too. Where none stands any more,
// the references that were frames of attempts are erased; photographs that the agency took stay, and where a
// frame was the only one that was left the portrait of the ID card is compared with again. Errors: kNotFound.
[[nodiscard]] Result<Consent> withdraw_consent(Ports& ports, const Account& account, const ConsentId& id);
// The same of all that was given on the account and stands, inside the caller's transaction.
[[nodiscard]] Result<void> withdraw_given(Ports& ports, Transaction& transaction, const Account& account);

// The same of one that stands, inside the caller's transaction. `is_own`: it is about who takes it back.
[[nodiscard]] Result<void> take_back(Ports& ports, Transaction& transaction, Consent& consent, bool is_own);

// Who is below kOwnConsentAge is agreed for by a family member of age on their own account. Of an account
// without an ID number the age is not known. Errors: kGuardianNeeded.
[[nodiscard]] Result<void> must_be_agreed_for(Transaction& transaction, const Account& account,
                                              const Person& person, Date today);

// `person`: whom the consent is about.
[[nodiscard]] ConsentView view_of(const Person& person, Consent consent);

// Inside the caller's transaction, when an account helps somebody no more: what it agreed to for them about
// keeping pictures ends, with what was kept under it alone.
[[nodiscard]] Result<void> stop_keeping(Ports& ports, Transaction& transaction, const AccountId& helper,
                                        const PersonId& person);

}  // namespace jianzai::app
