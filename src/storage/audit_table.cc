#include <charconv>
#include <limits>

#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

#define JIANZAI_AUDIT_COLUMNS "SELECT number, at, operator, agency, action, object, seal FROM audit_log "

Result<AuditEntry> entry_of(const Row& row) {
  AuditEntry entry;
  entry.number = TRY(row.integer(0));
  entry.event.at = TRY(row.time(1));
  if (!row.is_null(2)) entry.event.by = TRY(row.id<OperatorId>(2));
  if (!row.is_null(3)) entry.event.agency = TRY(row.id<AgencyId>(3));
  entry.event.action = TRY(row.named(4, audit_action_from));
  entry.event.object = TRY(row.text(5));
  entry.seal = TRY(row.text(6));
  return entry;
}

template <class Id>
Value text_or_null(const std::optional<Id>& id) {
  return id ? Value{id->text()} : Value{};
}

Result<std::vector<AuditEntry>> entries_of(Result<std::vector<Row>> rows) {
  std::vector<AuditEntry> entries;
  for (const Row& row : TRY(std::move(rows))) entries.push_back(TRY(entry_of(row)));
  return entries;
}

}  // namespace

std::string AuditTable::seal_of(std::string_view before, std::int64_t number, const AuditEvent& event) const {
  return context_.vault.blind_index("audit", std::string(before) + '|' + audit_text(number, event));
}

Result<void> AuditTable::append(const AuditEvent& event) {
  const auto last = TRY(context_.sql.find(JIANZAI_AUDIT_COLUMNS "ORDER BY number DESC LIMIT 1", {}));
  std::int64_t number = 1;
  std::string before;
  if (last) {
    number = TRY(last->integer(0)) + 1;
    before = TRY(last->text(6));
  }
  TRY(
      context_.sql.execute("INSERT INTO audit_log (number, at, operator, agency, action, object, seal) "
                           "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                           {number, to_value(event.at), text_or_null(event.by), text_or_null(event.agency),
                            to_value(to_text(event.action)), event.object, seal_of(before, number, event)}));
  return {};
}

// By the index of what is asked for most narrowly.
Result<std::vector<Row>> AuditTable::rows_of(const AgencyId& agency, const app::AuditFilter& filter,
                                             std::int64_t below, std::int64_t limit) {
#define JIANZAI_AUDIT_WHERE(filters) \
  JIANZAI_AUDIT_COLUMNS "WHERE agency = $1 AND number < $2 " filters " ORDER BY number DESC LIMIT $3"
  const Value by = filter.by ? Value(filter.by->text()) : to_value("");
  const Value action = filter.action ? to_value(to_text(*filter.action)) : to_value("");
  if (!filter.object.empty()) {
    return context_.sql.query(
        JIANZAI_AUDIT_WHERE("AND object = $4 AND ($5 = '' OR operator = $5) AND ($6 = '' OR action = $6)"),
        {agency.text(), below, limit, filter.object, by, action});
  }
  if (filter.by) {
    return context_.sql.query(JIANZAI_AUDIT_WHERE("AND operator = $4 AND ($5 = '' OR action = $5)"),
                              {agency.text(), below, limit, by, action});
  }
  if (filter.action) {
    return context_.sql.query(JIANZAI_AUDIT_WHERE("AND action = $4"), {agency.text(), below, limit, action});
  }
  return context_.sql.query(JIANZAI_AUDIT_WHERE(""), {agency.text(), below, limit});
#undef JIANZAI_AUDIT_WHERE
}

Result<app::Page<AuditEntry>> AuditTable::page(const AgencyId& agency, const app::AuditFilter& filter,
                                               std::string_view cursor, std::size_t rows) {
  std::int64_t below = std::numeric_limits<std::int64_t>::max();
  if (!cursor.empty()) {
    const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), below);
    if (error != std::errc{} || end != cursor.data() + cursor.size()) return app::Page<AuditEntry>{};
  }
  auto entries = TRY(entries_of(rows_of(agency, filter, below, static_cast<std::int64_t>(rows + 1))));
  app::Page<AuditEntry> page{.rows = std::move(entries), .next = {}};
  if (page.rows.size() > rows) {
    page.rows.resize(rows);
    page.next = std::to_string(page.rows.back().number);
  }
  return page;
}

Result<app::AuditCheck> AuditTable::check(const std::optional<app::AuditMark>& kept) {
  constexpr std::int64_t kRowsAtATime = 1000;
  app::AuditCheck found;
  for (;;) {
    const auto rows = TRY(context_.sql.query(
        JIANZAI_AUDIT_COLUMNS "WHERE number > $1 ORDER BY number LIMIT $2", {found.entries, kRowsAtATime}));
    for (const Row& row : rows) {
      const auto number = found.entries + 1;
      const auto entry = entry_of(row);  // one that cannot be read was changed, too
      if (!entry || entry->number != number ||
          entry->seal != seal_of(found.last_seal, number, entry->event) ||
          (kept && kept->number == number && kept->seal != entry->seal)) {
        found.broken_at = number;
        return found;
      }
      found.entries = number;
      found.last_seal = entry->seal;
    }
    if (!rows.empty()) continue;
    if (kept && kept->number > found.entries) found.broken_at = found.entries + 1;
    return found;
  }
}

}  // namespace jianzai::storage
