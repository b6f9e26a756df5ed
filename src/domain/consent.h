#pragma once

#include <optional>
#include <string>
#include <string_view>

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

// Who gave it, as account and day say.
enum class ConsentMode {
  kTap,       // the person, on the own account
  kHelper,    // the person, on a helper's phone
  kGuardian,  // a guardian, for somebody below kOwnConsentAge
};
[[nodiscard]] std::string_view to_text(ConsentMode mode);
[[nodiscard]] ConsentMode consent_mode(bool is_own_account, Date born, Date given_on);

// Given by one tap, to the text version that was shown.
struct Consent {
  ConsentId id;
  AccountId account;
  PersonId person;
  std::string text_version;
  Time granted_at;
  std::optional<Time> withdrawn_at = {};
  ConsentPurpose purpose = ConsentPurpose::kFaceComparison;
  bool is_own = false;  // given on the person's own account
};

}  // namespace jianzai
