#include "app/set_looks_only.h"

#include "base/log.h"

namespace jianzai::app {

Result<PersonView> set_looks_only(Ports& ports, const Operator& by, const PersonId& person, bool looks_only) {
  const auto transaction = TRY(ports.store.begin_write());
  auto found = TRY(own_person(*transaction, by, person));
  found.looks_only = looks_only;
  TRY(transaction->persons().set_looks_only(person, looks_only));
  auto view = TRY(view_of(*transaction, std::move(found)));
  TRY(transaction->commit());
  log::info("looks_only_set", {{"person", person.text()}, {"by", by.id.text()}, {"looks_only", looks_only}});
  return view;
}

}  // namespace jianzai::app
