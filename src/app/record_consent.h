// Consent that is given to an operator, by signature or by word: of people without an account, too (ADR
// 0036).
#pragma once

#include "app/fields.h"
#include "app/ports.h"

namespace jianzai::app {

// What an operator says of a picture of somebody's face, as it was typed. Empty: nothing was said.
struct CaptureConsent {
  std::string mode = {};          // PAPER, SPOKEN
  std::string text_version = {};  // that was signed or read aloud
};

// The same, understood.
struct StatedConsent {
  ConsentMode mode = ConsentMode::kPaper;
  std::string text_version;
};

// Notes the faults of `consent` and `consent_text`. `was_kept`: by a phone without a network, while the text
// may have changed.
[[nodiscard]] std::optional<StatedConsent> read_consent(FieldReader& reader, const Settings& settings,
                                                        const CaptureConsent& typed, bool was_kept = false);
// Inside the caller's transaction, which keeps the picture.
[[nodiscard]] Result<void> keep_consent(Ports& ports, Transaction& transaction, const Operator& by,
                                        const PersonId& person, const StatedConsent& stated, Time given_at,
                                        const std::optional<AssistedProofId>& proof = {});
// Where nothing is said of a picture: whether a consent stands to the comparison of the face, however it was
// given, to the text that holds now. Errors: kInvalidFields (consent CONSENT_NEEDED).
[[nodiscard]] Result<void> must_have_agreed(Transaction& transaction, const PersonId& person,
                                            const Settings& settings);

struct RecordConsent {
  PersonId person;
  std::string purpose;       // ConsentPurpose
  std::string mode;          // PAPER, SPOKEN
  std::string text_version;  // that was signed or read aloud
  std::string sheet = {};    // of PAPER: where the sheet is filed
  std::string request_key;
};
// Errors: kNotFound; kInvalidFields (text_version NOTICE_OUTDATED when another text holds now; sheet VALUE of
// what was said by word); kIdempotencyConflict.
[[nodiscard]] Result<Consent> record_consent(Ports& ports, const Operator& by, const RecordConsent& request);

// At the person's word, of whichever consent of theirs: as if they did it themselves (withdraw_consent). The
// same again changes nothing. Errors: kNotFound.
[[nodiscard]] Result<void> withdraw_consent_of(Ports& ports, const Operator& by, const PersonId& person,
                                               const ConsentId& id);

}  // namespace jianzai::app
