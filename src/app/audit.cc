#include "app/audit.h"

#include <map>

namespace jianzai::app {
namespace {

constexpr std::size_t kRowsPerPage = 100;

}  // namespace

Result<void> record(Ports& ports, Transaction& transaction, const Operator& by, AuditAction action,
                    std::string object) {
  return transaction.audit().append({.at = ports.clock.now(),
                                     .by = by.id,
                                     .agency = by.agency,
                                     .action = action,
                                     .object = std::move(object)});
}

Result<void> record(Ports& ports, Transaction& transaction, const std::optional<AgencyId>& agency,
                    AuditAction action, std::string object) {
  return transaction.audit().append(
      {.at = ports.clock.now(), .by = {}, .agency = agency, .action = action, .object = std::move(object)});
}

Result<Page<AuditView>> list_audit(Ports& ports, const Operator& by, std::string_view cursor) {
  if (by.role != OperatorRole::kAuditor) return fail(ErrorCode::kForbidden, "auditors only");
  const auto transaction = TRY(ports.store.begin_read());
  auto entries = TRY(transaction->audit().page(by.agency, cursor, kRowsPerPage));
  Page<AuditView> page{.rows = {}, .next = std::move(entries.next)};
  std::map<OperatorId, std::string> logins;
  for (AuditEntry& entry : entries.rows) {
    const auto& who = entry.event.by;
    if (who && !logins.contains(*who)) {
      const auto person = TRY(transaction->operators().find(*who));
      logins.emplace(*who, person ? person->login : std::string());
    }
    std::string login = who ? logins.at(*who) : std::string();
    page.rows.push_back({std::move(entry), std::move(login)});
  }
  return page;
}

Result<AuditCheck> check_audit(Ports& ports, const std::optional<AuditMark>& kept) {
  return TRY(ports.store.begin_read())->audit().check(kept);
}

}  // namespace jianzai::app
