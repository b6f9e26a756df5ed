#pragma once

#include "app/ports.h"

namespace jianzai::app {

// The receipt (认证凭证) of an attempt that passed, by the machine or by a reviewer; the same text as long as
// the names in it are the same. Errors: kNotFound for an attempt that the account may not see; kNotPassed;
// kCrypto.
[[nodiscard]] Result<SignedReceipt> issue_receipt(Ports& ports, const Account& account, const AttemptId& id);
// The same of a pass without an attempt. Errors: kNotFound.
[[nodiscard]] Result<SignedReceipt> issue_receipt(Ports& ports, const Account& account, const PassId& id);

// The receipt that a QR code holds; nothing unless this key has signed exactly this.
[[nodiscard]] std::optional<Receipt> verified_receipt(ByteView public_key, std::string_view text);

}  // namespace jianzai::app
