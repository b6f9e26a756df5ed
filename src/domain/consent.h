#pragma once

#include <optional>
#include <string>

#include "domain/ids.h"

namespace jianzai {

// The separate consent (单独同意) to capture, upload and comparison of the face, given by one tap on its own
// page (人脸识别技术应用安全管理办法, 2025-06-01). It holds for the text version that was shown.
struct Consent {
  ConsentId id;
  AccountId account;
  PersonId person;
  std::string text_version;
  Time granted_at;
  std::optional<Time> withdrawn_at = {};
};

}  // namespace jianzai
