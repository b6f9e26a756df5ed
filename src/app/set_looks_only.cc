#include "app/set_looks_only.h"

#include "app/write.h"
#include "base/log.h"

namespace jianzai::app {

Result<PersonView> set_looks_only(Ports& ports, const Operator& by, const PersonId& person, bool looks_only) {
  auto view = TRY(write(ports.store, [&](Transaction& transaction) -> Result<PersonView> {
    auto found = TRY(own_person(transaction, by, person));
    found.looks_only = looks_only;
    TRY(transaction.persons().set_looks_only(person, looks_only));
    return view_of(transaction, std::move(found));
  }));
  log::info("looks_only_set", {{"person", person.text()}, {"by", by.id.text()}, {"looks_only", looks_only}});
  return view;
}

}  // namespace jianzai::app
