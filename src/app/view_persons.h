#pragma once

#include "app/ports.h"

namespace jianzai::app {

// A person as the console shows them.
struct PersonView {
  Person person;
  std::optional<Reference> reference;  // the newest of the active ones
  std::size_t active_references = 0;
  bool registered = false;  // has an account in the citizen app
  std::optional<Employer> employer = {};
};

// The rest of a person, inside the caller's transaction.
[[nodiscard]] Result<PersonView> view_of(Transaction& transaction, Person person);

// A person of the operator's scope, inside the caller's transaction. Errors: kNotFound, also for anybody
// else's.
[[nodiscard]] Result<Person> own_person(Transaction& transaction, const Operator& by, const PersonId& id);

// Errors: kNotFound.
[[nodiscard]] Result<PersonView> view_person(Ports& ports, const Operator& by, const PersonId& id);

// Those of the operator's scope (PersonTable::page); with a query those whose name, ID number or phone is
// exactly that.
[[nodiscard]] Result<Page<PersonView>> list_persons(Ports& ports, const Operator& by, std::string_view query,
                                                    std::string_view cursor);

// Errors: kNotFound, also when the person has no reference.
[[nodiscard]] Result<Secret<Bytes>> reference_image(Ports& ports, const Operator& by, const PersonId& id);

}  // namespace jianzai::app
