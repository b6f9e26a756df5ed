// Helping others with their proof of life (帮亲友认证), and being helped.
#pragma once

#include "app/view_proof.h"

namespace jianzai::app {

// Who the account's owner is; nothing when no agency knows them, or the account has no ID number.
[[nodiscard]] Result<std::optional<Person>> person_of(Transaction& transaction, const Account& account);
// Whether that is this person: by their ID number, or by one that a merge made lead to them.
[[nodiscard]] Result<bool> is_own(Transaction& transaction, const Account& account, const Person& person);
// Inside the caller's transaction: the account owner's own person, nothing when no agency knows them; or with
// `relative` the person that the account helps. Errors: kNotFound when it does not, or does no more.
[[nodiscard]] Result<std::optional<Person>> person_for(Transaction& transaction, const Account& account,
                                                       const std::optional<RelativeId>& relative);
// Whether the account speaks for this person: its owner, or one whom it helps.
[[nodiscard]] Result<bool> may_act_for(Transaction& transaction, const Account& account,
                                       const Person& person);

struct AddRelative {
  std::string name;
  std::string id_number;
  std::string relation;
  std::string request_key;
};

// Where somebody stands whom the account helps.
struct RelativeView {
  Relative relative;
  ProofView proof;
};

// Adds a person whom an agency knows, under exactly this name. Who is on the list already stays as they are.
// Errors: kInvalidFields; kNameIdMismatch, which is also said of people whom nobody knows; kTooManyTries
// after that, as for passwords; kRelativesFull; kHelperRefused; kIdempotencyConflict.
[[nodiscard]] Result<RelativeView> add_relative(Ports& ports, const Account& account,
                                                const AddRelative& request);
// The first added first.
[[nodiscard]] Result<std::vector<RelativeView>> list_relatives(Ports& ports, const Account& account);
// An open attempt for that person ends. Errors: kNotFound for what is not the account's own.
[[nodiscard]] Result<void> remove_relative(Ports& ports, const Account& account, const RelativeId& id);

// Who helps the account's owner, or was refused.
struct Helper {
  RelativeId id;
  std::optional<Secret<std::string>> name;  // nothing: the account is closed
  Relation relation;
  Time added_at;
  bool is_refused = false;
};
[[nodiscard]] Result<std::vector<Helper>> list_helpers(Ports& ports, const Account& account);
// From now on that account cannot act for the owner, see anything of them or add them again; an open attempt
// of theirs ends. One that was handed in already is decided. Errors: kNotFound.
[[nodiscard]] Result<void> refuse_helper(Ports& ports, const Account& account, const RelativeId& id);
// Takes that back: the helper may add them again. Errors: kNotFound.
[[nodiscard]] Result<void> allow_helper(Ports& ports, const Account& account, const RelativeId& id);
// Both inside the caller's transaction, which knows that the person wants it.
[[nodiscard]] Result<void> refuse(Ports& ports, Transaction& transaction, const Relative& relative);
[[nodiscard]] Result<void> allow(Transaction& transaction, const Relative& relative);

}  // namespace jianzai::app
