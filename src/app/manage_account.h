// What somebody who is logged in changes about their own login. `token`: of the session that asks.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

struct SessionView {
  std::string id;  // says nothing of its token
  Time created_at;
  Time seen_at;
  bool is_current = false;
};

// The phones and browsers that are logged in, the latest first.
[[nodiscard]] Result<std::vector<SessionView>> list_sessions(Ports& ports, const Subject& who,
                                                             std::string_view token);
// The one of this id; nothing happens when it has ended. Errors: kNotFound for the one that asks, which logs
// out instead.
[[nodiscard]] Result<void> end_session(Ports& ports, const Subject& who, std::string_view token,
                                       std::string_view id);
// All but the one that asks.
[[nodiscard]] Result<void> end_other_sessions(Ports& ports, const Subject& who, std::string_view token);

// All other sessions end. Errors: kInvalidFields (new_password; password WRONG when it is not the present
// one, which counts like a failed login); kTooManyTries.
[[nodiscard]] Result<void> change_password(Ports& ports, const Account& account, std::string_view token,
                                           std::string_view password, std::string_view new_password);
[[nodiscard]] Result<void> change_password(Ports& ports, const Operator& person, std::string_view token,
                                           std::string_view password, std::string_view new_password);

struct ResetPassword {
  std::string id_number;
  std::string phone;  // of an account without an ID number
  std::string code;   // of CodePurpose::kReset
  std::string new_password;
};
// For who has forgotten it and holds the account's phone. Every session ends, and failed logins are
// forgotten. Errors: kInvalidFields (code CODE, also when there is no such account).
[[nodiscard]] Result<void> reset_password(Ports& ports, const ResetPassword& request);

struct ChangePhone {
  std::string password;
  std::string phone;
  std::string phone_again;
  std::string code = {};  // of CodePurpose::kChangePhone; only for an account that logs in by phone
};
// Of the account; the agency's own record of the person stays as it is. Errors: as change_password; code
// CODE; kAccountExists when another account logs in with that phone.
[[nodiscard]] Result<Account> change_phone(Ports& ports, const Account& account, const ChangePhone& request);

// Closes it for good (注销, PIPL art. 47): its sessions end, it helps nobody any more, what was agreed to on
// it is withdrawn (withdraw_consent), and nothing of its owner stays in it; who registers anew begins anew.
// What the agency knows of the person, and records of what was done, stay. Again: nothing happens. Errors:
// kInvalidFields (password REQUIRED, or WRONG, which counts like a failed login); kTooManyTries;
// kAccountInUse while a ticket or a review of an attempt of the account waits for an answer.
[[nodiscard]] Result<void> close_account(Ports& ports, const Account& account, std::string_view password);
// The same whatever waits, inside the caller's transaction, where it is not its owner who decides.
[[nodiscard]] Result<void> release_account(Ports& ports, Transaction& transaction, const Account& account);

}  // namespace jianzai::app
