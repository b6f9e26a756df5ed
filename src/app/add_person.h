#pragma once

#include "app/ports.h"

namespace jianzai::app {

struct AddPerson {
  std::string name;
  std::string id_number;
  std::string category_code;
  std::string phone;
  std::string request_key;
  std::string region = {};         // code of 12 digits or those of a higher level; may be empty
  std::string employer_code = {};  // of one of the agency's employers; may be empty
  // An account that has the number and another name: the clerk has looked at the card, and it is not theirs.
  bool closes_account = false;
};

// Adds a benefit recipient to the operator's agency, entitled from today.
// Errors: kInvalidFields (region OUTSIDE for somebody whom the operator may not see); kPersonExists, also in
// another agency; kNameIdMismatch for an account with the number and another name, which `closes_account`
// closes instead; kIdempotencyConflict when the key added somebody else.
[[nodiscard]] Result<Person> add_person(Ports& ports, const Operator& by, const AddPerson& request);

}  // namespace jianzai::app
