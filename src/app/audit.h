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

[[nodiscard]] Result<Page<AuditView>> with_logins(Transaction& transaction, Page<AuditEntry> entries);

// As it was typed; what is empty is not looked at.
struct AuditQuery {
  std::string object = {};  // an id, in full
  std::string login = {};   // of the operator
  std::string action = {};  // AuditAction
  std::string from = {};    // days in China, both included
  std::string to = {};
};
// What was done in the auditor's agency, the latest first; nothing of a login that nobody has. Errors:
// kForbidden for who is no auditor; kInvalidFields (action VALUE; from, to: as days are typed, to VALUE
// before from).
[[nodiscard]] Result<Page<AuditView>> list_audit(Ports& ports, const Operator& by, std::string_view cursor,
                                                 const AuditQuery& query = {});

// Whether every entry is there as it was written. That some were taken off the end is noticed only with what
// was kept of an earlier check.
[[nodiscard]] Result<AuditCheck> check_audit(Ports& ports, const std::optional<AuditMark>& kept = {});

// The same for an auditor, which is an entry itself. `number`, `seal`: of an earlier check; both or neither.
// Reads the whole log, of all agencies. Errors: kForbidden; kInvalidFields.
[[nodiscard]] Result<AuditCheck> check_audit(Ports& ports, const Operator& by, std::string_view number,
                                             std::string_view seal);

}  // namespace jianzai::app
