// Codes by text message, which show whose phone it is.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

class FieldReader;

// What a citizen logs in with: an ID number or a phone, made uniform. Nothing after noting the fault; of two
// the ID number counts.
[[nodiscard]] std::optional<std::string> read_login(FieldReader& reader, std::string_view id_number,
                                                    std::string_view phone);
[[nodiscard]] std::string login_of(const Account& account);
// As read_login made it.
[[nodiscard]] Result<std::optional<Account>> account_of_login(Ports& ports, Transaction& transaction,
                                                              std::string_view login);

struct SendCode {
  std::string purpose;    // CodePurpose
  std::string id_number;  // kReset: of the account; the code goes to its phone
  std::string phone;      // to which it goes; kReset: of an account that logs in by phone
};

// Queues a message with a code: the answer is the same, and nearly as much is done, whether or not there is
// such an account, and the phone of an account that is there is told so. Errors: kInvalidFields (phone NO_SMS
// where the agency sends none); kTooManyTries with the wait after kCodesPerDay or within kCodePause, or when
// too many are asked for by everybody.
[[nodiscard]] Result<void> send_code(Ports& ports, const SendCode& request);

// Whether these are the digits of the last code; then it has served. A wrong answer is counted, so that the
// caller commits also when it refuses.
[[nodiscard]] Result<bool> take_code(Ports& ports, Transaction& transaction, CodePurpose purpose,
                                     std::string_view login, std::string_view digits);

// Whether these are the digits of the last code, within its lifetime, even if it has served.
[[nodiscard]] Result<bool> was_last_code(Ports& ports, Transaction& transaction, CodePurpose purpose,
                                         std::string_view login, std::string_view digits);

}  // namespace jianzai::app
