#pragma once

#include "app/ports.h"

namespace jianzai::app {

// Inside the caller's writing transaction: what was done is known if and only if it was done.
[[nodiscard]] Result<void> record(Ports& ports, Transaction& transaction, const Operator& by,
                                  AuditAction action, std::string object);
// The same for whoever runs a command on the server.
[[nodiscard]] Result<void> record(Ports& ports, Transaction& transaction,
                                  const std::optional<AgencyId>& agency, AuditAction action,
                                  std::string object);

// An entry with the login of who did it, as it is now.
struct AuditView {
  AuditEntry entry;
  std::string login;
};

// What was done in the auditor's agency, the latest first. Errors: kForbidden for who is no auditor.
[[nodiscard]] Result<Page<AuditView>> list_audit(Ports& ports, const Operator& by, std::string_view cursor);

// Whether every entry is there as it was written. That some were taken off the end is noticed only with what
// was kept of an earlier check.
[[nodiscard]] Result<AuditCheck> check_audit(Ports& ports, const std::optional<AuditMark>& kept = {});

}  // namespace jianzai::app
