#include "app/set_looks_only.h"

#include "app/audit.h"
#include "app/write.h"

namespace jianzai::app {

Result<PersonView> set_looks_only(Ports& ports, const Operator& by, const PersonId& person, bool looks_only) {
  return write(ports.store, [&](Transaction& transaction) -> Result<PersonView> {
    auto found = TRY(own_person(transaction, by, person));
    found.looks_only = looks_only;
    TRY(transaction.persons().set_looks_only(person, looks_only));
    TRY(record(ports, transaction, by, looks_only ? AuditAction::kSetLooksOnly : AuditAction::kUnsetLooksOnly,
               person.text()));
    return view_of(transaction, std::move(found));
  });
}

}  // namespace jianzai::app
