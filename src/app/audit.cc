#include "app/audit.h"

#include <charconv>
#include <map>

#include "app/fields.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kRowsPerPage = 100;

Result<void> must_be_auditor(const Operator& by) {
  if (by.role != OperatorRole::kAuditor) return fail(ErrorCode::kForbidden, "auditors only");
  return {};
}

// But for the login, which is looked up.
Result<AuditFilter> filter_of(const AuditQuery& query, Date today) {
  AuditFilter filter{.object = query.object, .by = {}, .action = audit_action_from(query.action)};
  FieldReader reader(today);
  if (!filter.action && !query.action.empty()) reader.refuse("action", "VALUE");
  const auto from = reader.day("from", query.from);
  const auto to = reader.day("to", query.to);
  if (from && to && *to < *from) reader.refuse("to", "VALUE");
  if (reader.has_faults()) return reader.error();
  if (from) filter.from = china_midnight(*from);
  if (to) filter.to = china_midnight(Date(std::chrono::sys_days(*to) + std::chrono::days(1)));
  return filter;
}

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

Result<Page<AuditView>> with_logins(Transaction& transaction, Page<AuditEntry> entries) {
  Page<AuditView> page{.rows = {}, .next = std::move(entries.next)};
  std::map<OperatorId, std::string> logins;
  for (AuditEntry& entry : entries.rows) {
    const auto& who = entry.event.by;
    if (who && !logins.contains(*who)) {
      const auto person = TRY(transaction.operators().find(*who));
      logins.emplace(*who, person ? person->login : std::string());
    }
    std::string login = who ? logins.at(*who) : std::string();
    page.rows.push_back({std::move(entry), std::move(login)});
  }
  return page;
}

Result<Page<AuditView>> list_audit(Ports& ports, const Operator& by, std::string_view cursor,
                                   const AuditQuery& query) {
  TRY(must_be_auditor(by));
  auto filter = TRY(filter_of(query, china_date(ports.clock.now())));
  const auto transaction = TRY(ports.store.begin_read());
  if (!query.login.empty()) {
    const auto who = TRY(transaction->operators().find_by_login(query.login));
    if (!who || who->agency != by.agency) return Page<AuditView>{};
    filter.by = who->id;
  }
  auto entries = TRY(transaction->audit().page(by.agency, filter, cursor, kRowsPerPage));
  return with_logins(*transaction, std::move(entries));
}

Result<AuditCheck> check_audit(Ports& ports, const std::optional<AuditMark>& kept) {
  return TRY(ports.store.begin_read())->audit().check(kept);
}

Result<AuditCheck> check_audit(Ports& ports, const Operator& by, std::string_view number,
                               std::string_view seal) {
  TRY(must_be_auditor(by));
  std::optional<AuditMark> kept;
  if (!number.empty() || !seal.empty()) {
    FieldReader reader(china_date(ports.clock.now()));
    AuditMark mark{.number = 0, .seal = std::string(seal)};
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), mark.number);
    if (error != std::errc{} || end != number.data() + number.size() || mark.number < 1)
      reader.refuse("number", number.empty() ? "REQUIRED" : "VALUE");
    if (seal.empty()) reader.refuse("seal", "REQUIRED");
    if (reader.has_faults()) return reader.error();
    kept = std::move(mark);
  }
  const auto found = TRY(check_audit(ports, kept));
  TRY(write(ports.store, [&](Transaction& transaction) {
    return record(ports, transaction, by, AuditAction::kCheckAudit,
                  found.broken_at ? "broken at " + std::to_string(*found.broken_at) : "whole");
  }));
  return found;
}

}  // namespace jianzai::app
