#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "domain/ids.h"

namespace jianzai {

// What is agreed to, each apart from the others (单独同意: 人脸识别技术应用安全管理办法, 2025-06-01; PIPL
// art. 29). Stored by name: never changed, only added to.
enum class ConsentPurpose {
  kFaceComparison,  // capture, upload and comparison of the face; asked in each sitting
  kKeepImage,       // a picture of an attempt stays as a reference; holds until it is withdrawn
};
[[nodiscard]] std::string_view to_text(ConsentPurpose purpose);  // `KEEP_IMAGE`
[[nodiscard]] std::optional<ConsentPurpose> consent_purpose_from(std::string_view text);

// How it was given. Of an account, account and day say it; of the others, the operator who recorded it.
enum class ConsentMode {
  kTap,       // the person, on the own account
  kHelper,    // the person, on a helper's phone
  kGuardian,  // a guardian, for somebody below kOwnConsentAge
  kPaper,     // by signature, on a sheet that the agency keeps
  kSpoken,    // by word, after the text was read aloud
};
[[nodiscard]] std::string_view to_text(ConsentMode mode);
// `PAPER` or `SPOKEN`: those that operators record.
[[nodiscard]] std::optional<ConsentMode> recorded_mode_from(std::string_view text);
[[nodiscard]] ConsentMode consent_mode(bool is_own_account, Date born, Date given_on);

// What an operator says of one that was given to them.
struct RecordedConsent {
  OperatorId by;
  ConsentMode mode = ConsentMode::kPaper;     // kPaper or kSpoken
  Secret<std::string> sheet = {};             // of kPaper: where the sheet is filed, in the agency's words
  std::optional<AssistedProofId> proof = {};  // that it was recorded with
};

// To the text version that was shown, or read aloud.
struct Consent {
  ConsentId id;
  std::optional<AccountId> account;  // on which it was given; nothing: to an operator
  PersonId person;
  std::string text_version;
  Time granted_at;
  std::optional<Time> withdrawn_at = {};
  ConsentPurpose purpose = ConsentPurpose::kFaceComparison;
  bool is_own = false;                           // given on the person's own account
  std::optional<RecordedConsent> recorded = {};  // where there is no account
};

}  // namespace jianzai
