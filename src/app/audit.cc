#include "app/audit.h"

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

Result<Page<AuditEntry>> list_audit(Ports& ports, const Operator& by, std::string_view cursor) {
  if (by.role != OperatorRole::kAuditor) return fail(ErrorCode::kForbidden, "auditors only");
  return TRY(ports.store.begin_read())->audit().page(by.agency, cursor, kRowsPerPage);
}

Result<AuditCheck> check_audit(Ports& ports, const std::optional<AuditMark>& kept) {
  return TRY(ports.store.begin_read())->audit().check(kept);
}

}  // namespace jianzai::app
