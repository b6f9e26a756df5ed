#include "app/on_behalf.h"

#include "app/audit.h"
#include "app/manage_account.h"
#include "app/notices.h"
#include "app/relatives.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

Result<Relative> helper_of(Transaction& transaction, const Operator& by, const PersonId& person,
                           const RelativeId& id) {
  TRY(own_person(transaction, by, person));
  const auto relative = TRY(transaction.relatives().find(id));
  if (!relative || relative->person != person) return fail(ErrorCode::kNotFound);
  return *relative;
}

}  // namespace

Result<PersonView> close_account_of(Ports& ports, const Operator& by, const PersonId& person) {
  return write(ports.store, [&](Transaction& transaction) -> Result<PersonView> {
    auto found = TRY(own_person(transaction, by, person));
    if (const auto account = TRY(transaction.accounts().find_by_id_number(found.id_number))) {
      TRY(notify_person(ports, transaction, found, NoticeKind::kAccountClosed));
      TRY(release_account(ports, transaction, *account));
      TRY(record(ports, transaction, by, AuditAction::kCloseAccount, person.text()));
    }
    return view_of(transaction, std::move(found));
  });
}

Result<void> refuse_helper_of(Ports& ports, const Operator& by, const PersonId& person,
                              const RelativeId& helper) {
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    const auto relative = TRY(helper_of(transaction, by, person, helper));
    if (relative.state == RelativeState::kRefused) return {};
    TRY(refuse(ports, transaction, relative));
    return record(ports, transaction, by, AuditAction::kRefuseHelper, person.text());
  });
}

Result<void> allow_helper_of(Ports& ports, const Operator& by, const PersonId& person,
                             const RelativeId& helper) {
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    const auto relative = TRY(helper_of(transaction, by, person, helper));
    if (relative.state != RelativeState::kRefused) return {};
    TRY(allow(transaction, relative));
    return record(ports, transaction, by, AuditAction::kAllowHelper, person.text());
  });
}

}  // namespace jianzai::app
