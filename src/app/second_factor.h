// An operator's authenticator app (双因素认证, TOTP of RFC 6238).
#pragma once

#include "app/ports.h"

namespace jianzai::app {

// Whether the operator's role needs an app and there is none yet: until then nothing else can be done.
[[nodiscard]] bool must_set_up_factor(const Settings& settings, const Operator& person);

// For the app: by its QR code, or by hand.
struct FactorSetup {
  std::string secret;  // base 32
  std::string uri;     // otpauth://totp/...
};

// A new secret, which counts when a code of it was given (confirm_factor); until then the former one does.
// `issuer`: what the app shows. Errors: kInvalidFields (password WRONG, which counts like a failed login);
// kTooManyTries.
[[nodiscard]] Result<FactorSetup> begin_factor(Ports& ports, const Operator& person,
                                               std::string_view password, std::string_view issuer);
// From now on a login needs a code; all other sessions end. `token`: of the session that asks. Errors:
// kInvalidFields (code CODE when it is not the app's present one, or nothing was begun).
[[nodiscard]] Result<void> confirm_factor(Ports& ports, const Operator& person, std::string_view token,
                                          std::string_view code);
// For who lost the app; `jianzai operator reset-factor`. Their sessions end. Errors: kNotFound.
[[nodiscard]] Result<void> reset_factor(Ports& ports, std::string_view login);

// Inside the caller's transaction: the password is enough from now on, and every session ends.
[[nodiscard]] Result<void> clear_factor(Transaction& transaction, const OperatorId& id);

}  // namespace jianzai::app
